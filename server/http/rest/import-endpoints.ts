import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import { parseFlag, parseWhole } from '#shared/query-string.ts';
import { Refusal, notFound } from '#shared/refusal.ts';
import { importJob, startImport, stopImport } from '#server/imports/start.ts';
import type { ImportJobView } from '#server/imports/jobs.ts';
import { mostRows } from '#server/imports/run.ts';
import type { Answer } from '#server/http/answer.ts';
import { readCsv } from '#server/http/body.ts';
import { param, type Call, type Endpoint } from '#server/http/endpoint.ts';
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
      summary: `Import ${many} from a CSV file of up to 20 MB, the first row naming the columns. Goes on after the answer.`,
      query: [
        {
          name: 'dryRun',
          describe: 'Check every row and create nothing.',
          schema: { type: 'boolean', default: false },
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

const start = async (call: Call, definition: Collection): Promise<Answer> => {
  const { site, tenant, principal, actor, query, req } = call;
  // Before a file is read for someone who may not.
  requireImport(call, definition);
  const dryRun = parseFlag(query, 'dryRun');
  const { id } = await startImport(site.jobs, tenant, principal, actor, definition, readCsv(req), {
    dryRun,
    id: midOf(call),
  });
  const location = `/${tenant.info.slug}/api/v1${pathOf(definition)}/import/${id}`;
  return { status: 202, data: { id }, headers: { Location: location } };
};

/** A report names records, so it is for those who may import now, not for those who once might. */
const find = async (call: Call, definition: Collection, after = 0): Promise<ImportJobView> => {
  requireImport(call, definition);
  const job = await importJob(call.tenant, call.actor, param(call, 'id').toLowerCase(), after);
  if (job.collection !== definition.name) throw notFound('Import');
  return job;
};

const requireImport = ({ actor }: Call, definition: Collection): void => {
  if (!can(actor, 'import', definition))
    throw new Refusal('FORBIDDEN', `You may not import ${definition.label.many.toLowerCase()}.`);
};

const count: JsonSchema = { type: 'integer' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };

const rowSchema = object({
  row: { type: 'integer', description: 'As a spreadsheet counts, the header being 1.' },
  outcome: { type: 'string', enum: ['created', 'warned', 'refused'] },
  message: textOrNull,
  field: textOrNull,
  id: textOrNull,
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
  progress: { type: ['number', 'null'] },
  ignored: listOf(text),
  message: textOrNull,
  report: listOf(rowSchema),
  startedAt: moment,
  updatedAt: moment,
});
