import type { Readable } from 'node:stream';
import type { Collection } from '#shared/collection.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { isId } from '#shared/fields/id.ts';
import { only, parseFlag, parseWhole } from '#shared/query-string.ts';
import { notFound } from '#shared/refusal.ts';
import { pastImports } from '#server/imports/history.ts';
import { largestFile, tooLarge } from '#server/imports/file.ts';
import { inspectUpload, uploadFile } from '#server/imports/inspect.ts';
import { importJob, requireImporter, startImport, stopImport } from '#server/imports/start.ts';
import { undoImport } from '#server/imports/take-back.ts';
import { mostRows } from '#server/imports/run.ts';
import type { Answer } from '#server/http/answer.ts';
import { readSpreadsheet } from '#server/http/body.ts';
import { param, type Call, type Endpoint } from '#server/http/endpoint.ts';
import { listOf, object, uuid } from '#server/http/schemas.ts';
import { midOf } from './idempotency.ts';
import {
  fileNameHeader,
  fileNameOf,
  importParameters,
  optionsOf,
  tableOptionsOf,
  tableParameters,
} from './import-options.ts';
import { fileSchema, jobSchema, pastImportSchema } from './import-schemas.ts';
import { pathOf } from '#shared/rest-path.ts';

/** Importing a spreadsheet: it is sent, it runs, and its report can be watched growing. */
export const importEndpoints = (definition: Collection): Endpoint[] => {
  if (definition.internal) return [];
  const many = definition.label.many.toLowerCase();
  const path = `${pathOf(definition)}/import`;
  /** An address of its own: below the collection it could be taken for a record's. */
  const job = `/imports${pathOf(definition)}`;
  const about = { tag: definition.label.many, collection: definition, access: 'signed-in' } as const;
  return [
    {
      ...about,
      method: 'post',
      path,
      summary: `Import ${many} from a CSV file or an Excel workbook of up to 64 MB, a row naming the columns. Goes on after the answer.`,
      query: importParameters,
      headers: [
        {
          name: 'Idempotency-Key',
          describe:
            'A UUID, which becomes the id of the import: the same file under it is taken up again where it was.',
          schema: uuid,
        },
        fileNameHeader,
      ],
      body: 'csv',
      answer: object({ id: uuid }),
      status: 202,
      run: (call: Call) => start(call, definition),
    },
    ...fileEndpoints(definition),
    {
      ...about,
      method: 'get',
      path,
      summary: `The last imports of ${many}, the newest first: your own, or everyone's for those who manage users.`,
      answer: listOf(pastImportSchema),
      run: async ({ tenant, actor }: Call) => {
        requireImporter(actor, definition);
        return { data: await pastImports(tenant, actor, definition) };
      },
    },
    {
      ...about,
      method: 'get',
      path: `${job}/:id`,
      summary:
        'How an import stands, row by row: at most a thousand rows of its report at once. At its end the message says what rows were imported without, because it went out of use meanwhile.',
      query: [
        {
          name: 'after',
          describe: 'How many rows of the report are known already.',
          schema: { type: 'integer', minimum: 0, maximum: mostRows, default: 0 },
        },
      ],
      answer: jobSchema,
      run: async (call: Call) => ({
        data: await find(call, definition, parseWhole(call.query, 'after', 0, mostRows) ?? 0),
      }),
    },
    {
      ...about,
      method: 'post',
      path: `${job}/:id/undo`,
      summary:
        'Take back what an import of your own has written, within seven days. Records that someone changed since are kept and named. Its report is read like that of an import.',
      answer: object({ id: uuid }),
      status: 202,
      run: async (call: Call) => {
        const { id } = await find(call, definition);
        const { site, tenant, principal, actor } = call;
        return { status: 202, data: await undoImport(site.jobs, tenant, principal, actor, definition, id) };
      },
    },
    {
      ...about,
      method: 'delete',
      path: `${job}/:id`,
      summary: 'Stop an import. What it has created stays.',
      answer: jobSchema,
      run: async (call: Call) => {
        const { id } = await find(call, definition);
        return { data: await stopImport(call.tenant, call.actor, id) };
      },
    },
  ];
};

/** A file that is looked at before it is imported. */
const fileEndpoints = (definition: Collection): Endpoint[] => {
  const path = `/import-files${pathOf(definition)}`;
  const about = { tag: definition.label.many, collection: definition, access: 'signed-in' } as const;
  return [
    {
      ...about,
      method: 'post',
      path,
      summary: 'Send a file to look at before it is imported. It is kept for a day.',
      headers: [fileNameHeader],
      body: 'csv',
      answer: fileSchema,
      status: 201,
      run: async (call: Call) => {
        requireImporter(call.actor, definition);
        const { tenant, principal, actor } = call;
        return {
          status: 201,
          data: await uploadFile(tenant, principal, actor, definition, incoming(call), fileNameOf(call)),
        };
      },
    },
    {
      ...about,
      method: 'get',
      path: `${path}/:id`,
      summary: 'Look at a file again: at another sheet, or with another row as its header.',
      query: tableParameters,
      answer: fileSchema,
      run: async (call: Call) => {
        const id = param(call, 'id').toLowerCase();
        if (!isId(id)) throw notFound('File');
        return { data: await inspectUpload(call.tenant, call.actor, definition, id, tableOptionsOf(call)) };
      },
    },
  ];
};

/** Before the file is read, where its sender says how much it is. */
const incoming = ({ req }: Call): Readable => {
  const { 'content-length': length, 'content-encoding': encoding } = req.headers;
  if (!encoding && Number(length) > largestFile) throw tooLarge();
  return readSpreadsheet(req);
};

const start = async (call: Call, definition: Collection): Promise<Answer> => {
  const { site, tenant, principal, actor, query } = call;
  // Before a file is read for someone who may not.
  requireImporter(actor, definition);
  const dryRun = parseFlag(query, 'dryRun');
  const upload = only(query, 'file')?.toLowerCase() ?? null;
  if (upload !== null && !isId(upload)) throw notFound('File');
  const file = upload === null ? incoming(call) : { upload };
  const options = { ...optionsOf(call), dryRun, id: midOf(call), fileName: fileNameOf(call) };
  const { id } = await startImport(site.jobs, tenant, principal, actor, definition, file, options);
  const location = `/${tenant.info.slug}/api/v1/imports${pathOf(definition)}/${id}`;
  return { status: 202, data: { id }, headers: { Location: location } };
};

/** A report names records, so it is for those who may import now, not for those who once might. */
const find = async (call: Call, definition: Collection, after = 0): Promise<ImportJobView> => {
  requireImporter(call.actor, definition);
  const job = await importJob(call.tenant, call.actor, param(call, 'id').toLowerCase(), after);
  if (job.collection !== definition.name) throw notFound('Import');
  return job;
};
