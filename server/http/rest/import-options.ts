import { only, parseWhole } from '#shared/query-string.ts';
import { invalid } from '#shared/refusal.ts';
import { existingPolicies } from '#shared/csv/imports.ts';
import type { ImportOptions } from '#server/database/tables/imports.ts';
import { mostAbove, mostSheets, type TableOptions } from '#server/imports/table.ts';
import type { Call, Parameter } from '#server/http/endpoint.ts';
import { text, uuid } from '#server/http/schemas.ts';

export const tableParameters: readonly Parameter[] = [
  {
    name: 'headerRow',
    describe: 'The row that names the columns, counted from 1. Found when left out.',
    schema: { type: 'integer', minimum: 1, maximum: mostAbove },
  },
  {
    name: 'sheet',
    describe: 'The sheet of a workbook, counted from 1.',
    schema: { type: 'integer', minimum: 1, maximum: mostSheets, default: 1 },
  },
];

/** How an import is asked for. */
export const importParameters: readonly Parameter[] = [
  {
    name: 'dryRun',
    describe: 'Check every row and write nothing.',
    schema: { type: 'boolean', default: false },
  },
  {
    name: 'file',
    describe: 'The id of a file that was sent before, in place of a body.',
    schema: uuid,
  },
  ...tableParameters,
  {
    name: 'columns',
    describe:
      'What each column is, in order and parted by commas; empty for one to leave out: `name,phone,,source`. The parts of a name are `name:first`, `name:middle`, `name:last`; a name to be split is `firstName:whole`. By their titles when left out.',
    schema: text,
  },
  {
    name: 'dayOrder',
    describe: 'Which comes first in days that are all figures, where a column does not tell: 3/4/2026.',
    schema: { type: 'string', enum: ['dayMonth', 'monthDay'] },
  },
  {
    name: 'existing',
    describe:
      'What becomes of a row whose record is here already: another record (`add`), its empty fields are filled (`fill`), all that the row gives is changed (`update`), or nothing (`skip`).',
    schema: { type: 'string', enum: [...existingPolicies], default: 'add' },
  },
  {
    name: 'match',
    describe:
      'The fields by which a record is here already, parted by commas: `phone`, `email`, `id`. All of these when left out.',
    schema: text,
  },
];

/** In a header, for an address is written into logs on its way. */
export const fileNameHeader: Parameter = {
  name: 'X-File-Name',
  describe: 'What the file is called, percent-encoded: the import is listed under it.',
  schema: text,
};

export const fileNameOf = ({ req }: Call): string | null => {
  const given = req.headers['x-file-name'];
  if (typeof given !== 'string' || given === '') return null;
  try {
    return decodeURIComponent(given);
  } catch {
    throw invalid('X-File-Name', 'The name of a file should be percent-encoded.');
  }
};

export const tableOptionsOf = ({ query }: Call): TableOptions => {
  const headerRow = parseWhole(query, 'headerRow', 1, mostAbove);
  const sheet = parseWhole(query, 'sheet', 1, mostSheets);
  return { ...(headerRow === null ? {} : { headerRow }), ...(sheet === null ? {} : { sheet }) };
};

export const optionsOf = (call: Call): ImportOptions => {
  const columns = only(call.query, 'columns');
  const dayOrder = oneOf(call.query, 'dayOrder', ['dayMonth', 'monthDay']);
  const existing = oneOf(call.query, 'existing', existingPolicies);
  const match = only(call.query, 'match');
  return {
    ...tableOptionsOf(call),
    ...(columns === null ? {} : { columns: columns.split(',').map((name) => name.trim() || null) }),
    ...(dayOrder === null ? {} : { dayOrder }),
    ...(existing === null ? {} : { existing }),
    ...(match === null ? {} : { match: match.split(',').map((name) => name.trim()) }),
  };
};

const oneOf = <T extends string>(query: Call['query'], name: string, values: readonly T[]): T | null => {
  const given = only(query, name);
  if (given === null) return null;
  const value = values.find((each) => each === given);
  if (value === undefined) throw invalid(name, `"${name}" should be one of: ${values.join(', ')}.`);
  return value;
};
