import type { Readable } from 'node:stream';
import type { Collection } from '#shared/collection.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import { isId } from '#shared/fields/id.ts';
import { only, parseFlag, parseWhole } from '#shared/query-string.ts';
import { invalid, notFound } from '#shared/refusal.ts';
import { existingPolicies, type ImportOptions } from '#server/database/tables/imports.ts';
import { largestFile, tooLarge } from '#server/imports/file.ts';
import { inspectUpload, uploadFile } from '#server/imports/inspect.ts';
import { importJob, requireImporter, startImport, stopImport } from '#server/imports/start.ts';
import { outcomes, type ImportJobView } from '#server/imports/jobs.ts';
import { undoImport } from '#server/imports/take-back.ts';
import { mostRows } from '#server/imports/run.ts';
import type { Answer } from '#server/http/answer.ts';
import { mostAbove, mostSheets, type TableOptions } from '#server/imports/table.ts';
import { readSpreadsheet } from '#server/http/body.ts';
import { param, type Call, type Endpoint, type Parameter } from '#server/http/endpoint.ts';
import { listOf, moment, object, text, uuid } from '#server/http/schemas.ts';
import { midOf } from './idempotency.ts';
import { pathOf } from './paths.ts';

/** Importing a spreadsheet: it is sent, it runs, and its report can be watched growing. */
export const importEndpoints = (definition: Collection): Endpoint[] => {
  if (definition.internal) return [];
  const many = definition.label.many.toLowerCase();
  const path = `${pathOf(definition)}/import`;
  const about = { tag: definition.label.many, collection: definition, access: 'signed-in' } as const;
  return [
    {
      ...about,
      method: 'post',
      path,
      summary: `Import ${many} from a CSV file or an Excel workbook of up to 64 MB, a row naming the columns. Goes on after the answer.`,
      query: [
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
      ],
      headers: [
        {
          name: 'Idempotency-Key',
          describe:
            'A UUID, which becomes the id of the import: the same file under it is taken up again where it was.',
          schema: uuid,
        },
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
      path: `${path}/:id`,
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
      path: `${path}/:id/undo`,
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
      path: `${path}/:id`,
      summary: 'Stop an import. What it has created stays.',
      answer: jobSchema,
      run: async (call: Call) => {
        const { id } = await find(call, definition);
        return { data: await stopImport(call.tenant, call.actor, id) };
      },
    },
  ];
};

const tableParameters: readonly Parameter[] = [
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

const tableOptionsOf = ({ query }: Call): TableOptions => {
  const headerRow = parseWhole(query, 'headerRow', 1, mostAbove);
  const sheet = parseWhole(query, 'sheet', 1, mostSheets);
  return { ...(headerRow === null ? {} : { headerRow }), ...(sheet === null ? {} : { sheet }) };
};

const optionsOf = (call: Call): ImportOptions => {
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

/** A file that is looked at before it is imported. */
const fileEndpoints = (definition: Collection): Endpoint[] => {
  const path = `${pathOf(definition)}/import-files`;
  const about = { tag: definition.label.many, collection: definition, access: 'signed-in' } as const;
  return [
    {
      ...about,
      method: 'post',
      path,
      summary: 'Send a file to look at before it is imported. It is kept for a day.',
      body: 'csv',
      answer: fileSchema,
      status: 201,
      run: async (call: Call) => {
        requireImporter(call.actor, definition);
        const { tenant, principal, actor } = call;
        return { status: 201, data: await uploadFile(tenant, principal, actor, definition, incoming(call)) };
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
  const options = { ...optionsOf(call), dryRun, id: midOf(call) };
  const { id } = await startImport(site.jobs, tenant, principal, actor, definition, file, options);
  const location = `/${tenant.info.slug}/api/v1${pathOf(definition)}/import/${id}`;
  return { status: 202, data: { id }, headers: { Location: location } };
};

/** A report names records, so it is for those who may import now, not for those who once might. */
const find = async (call: Call, definition: Collection, after = 0): Promise<ImportJobView> => {
  requireImporter(call.actor, definition);
  const job = await importJob(call.tenant, call.actor, param(call, 'id').toLowerCase(), after);
  if (job.collection !== definition.name) throw notFound('Import');
  return job;
};

const count: JsonSchema = { type: 'integer' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };

const rowSchema = object({
  row: { type: 'integer', description: 'As a spreadsheet counts, the header being 1.' },
  outcome: { type: 'string', enum: [...outcomes], description: '`warned`: created, with something to look at.' },
  message: textOrNull,
  field: textOrNull,
  id: textOrNull,
  cells: {
    type: ['array', 'null'],
    items: text,
    description: 'What the row holds, where there is something to look at.',
  },
});

const questionSchema: JsonSchema = {
  oneOf: [
    object({
      kind: { const: 'dayOrder' },
      field: text,
      column: text,
      examples: listOf(text),
      taken: { type: 'string', enum: ['dayMonth', 'monthDay'] },
    }),
    object({ kind: { const: 'word' }, field: text, word: text, rows: count }),
  ],
};

const fileSchema = object({
  id: uuid,
  sheets: listOf(text),
  sheet: count,
  headerRow: count,
  header: listOf(text),
  columns: listOf(textOrNull),
  above: listOf(object({ row: count, cells: listOf(text) })),
  sample: listOf(listOf(text)),
});

const jobSchema = object({
  id: uuid,
  collection: text,
  by: object({ id: text, name: text }),
  dryRun: { type: 'boolean' },
  state: { type: 'string', enum: ['running', 'stopping', 'finished', 'stopped', 'interrupted'] },
  rows: count,
  created: count,
  warned: count,
  refused: count,
  updated: count,
  skipped: count,
  undoes: textOrNull,
  undone: count,
  kept: count,
  total: { type: ['integer', 'null'] },
  questions: listOf(questionSchema),
  progress: { type: ['number', 'null'] },
  ignored: listOf(text),
  message: textOrNull,
  report: listOf(rowSchema),
  startedAt: moment,
  updatedAt: moment,
});
