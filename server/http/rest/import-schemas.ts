import type { JsonSchema } from '#shared/fields/field.ts';
import { outcomes } from '#server/imports/jobs.ts';
import { listOf, moment, object, text, uuid } from '#server/http/schemas.ts';

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

export const fileSchema = object({
  id: uuid,
  sheets: listOf(text),
  sheet: count,
  headerRow: count,
  header: listOf(text),
  columns: listOf(textOrNull),
  above: listOf(object({ row: count, cells: listOf(text) })),
  sample: listOf(listOf(text)),
});

export const jobSchema = object({
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
