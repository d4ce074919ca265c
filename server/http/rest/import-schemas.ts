import type { JsonSchema } from '#shared/fields/field.ts';
import { outcomes } from '#shared/csv/imports.ts';
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

const state: JsonSchema = { type: 'string', enum: ['running', 'stopping', 'finished', 'stopped', 'interrupted'] };

const jobFields = {
  id: uuid,
  collection: text,
  by: object({ id: text, name: text }),
  fileName: textOrNull,
  dryRun: { type: 'boolean' },
  state,
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
  progress: { type: ['number', 'null'] },
  message: textOrNull,
  startedAt: moment,
  updatedAt: moment,
} as const satisfies Record<string, JsonSchema>;

export const jobSchema = object({
  ...jobFields,
  questions: listOf(questionSchema),
  ignored: listOf(text),
  report: listOf(rowSchema),
});

export const pastImportSchema = object({
  ...jobFields,
  undo: {
    oneOf: [object({ id: uuid, state, undone: count, kept: count }), { type: 'null' }],
    description: 'The last time that it was undone.',
  },
  undoable: { type: 'boolean', description: 'Whether you can undo it now.' },
});
