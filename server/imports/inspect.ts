import type { Readable } from 'node:stream';
import type { Actor } from '#shared/actor.ts';
import type { Collection } from '#shared/collection.ts';
import type { Inspected } from '#shared/csv/imports.ts';
import type { Principal, Tenant } from '#server/tenants/tenant.ts';
import { guessColumns, targetText } from './column-titles.ts';
import { cleanCell } from './clean-cell.ts';
import { fillable } from './columns.ts';
import { keepUpload, uploadOf } from './enter-job.ts';
import { dropFile, readFile, storeFile } from './file.ts';
import { requireImporter } from './start.ts';
import { readTable, type TableOptions } from './table.ts';

const sampleRows = 20;

/** Keeps a file, under the name that its person gives it, and looks at its beginning. Refuses what is no table, and keeps nothing of it. */
export const uploadFile = async (
  tenant: Tenant,
  who: Principal,
  actor: Actor,
  definition: Collection,
  file: Readable,
  fileName: string | null = null,
): Promise<Inspected> => {
  requireImporter(actor, definition);
  const { id, size } = await storeFile(tenant.db, file);
  try {
    const inspected = await inspect(tenant, definition, id, {});
    await keepUpload(tenant.db, { who, actor, definition, fileId: id, size, fileName });
    return inspected;
  } catch (error) {
    await dropFile(tenant.db, id);
    throw error;
  }
};

/** Looks at a file again: at another sheet of it, or with another row as its header. */
export const inspectUpload = async (
  tenant: Tenant,
  actor: Actor,
  definition: Collection,
  id: string,
  options: TableOptions,
): Promise<Inspected> => {
  requireImporter(actor, definition);
  const file = await uploadOf(tenant.db, id, { actor, definition });
  return inspect(tenant, definition, file.id, options);
};

const inspect = async (
  tenant: Tenant,
  definition: Collection,
  id: string,
  options: TableOptions,
): Promise<Inspected> => {
  const { header, headerRow, rows, above, sheets, sheet } = await readTable(
    definition,
    readFile(tenant.db, id),
    options,
  );
  const sample: (readonly string[])[] = [];
  for await (const row of rows) {
    if ('cells' in row) sample.push(row.cells.map(cleanCell));
    if (sample.length === sampleRows) break;
  }
  const columns = guessColumns(definition, fillable(definition), header).map((target) => target && targetText(target));
  return { id, sheets, sheet, headerRow, header, columns, above, sample };
};
