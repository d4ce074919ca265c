import type { Collection } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import type { Parameter } from '#server/http/endpoint.ts';
import { text } from '#server/http/schemas.ts';

/** What a list takes beside its filters, as its documentation says it. */
export const listParameters = (definition: Collection): Parameter[] => [
  { name: 'q', describe: 'Search: all words must occur. A phone number is found in any shape.', schema: text },
  {
    name: 'sort',
    describe: 'What to sort by; the first is the default.',
    schema: { type: 'string', enum: definition.sorts.map(sortName) },
  },
  {
    name: 'fields',
    describe: 'The fields that are wanted, separated by commas; id and version always come. Without it, all of them.',
    schema: text,
  },
  { name: 'limit', describe: 'How many at once.', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
  {
    name: 'cursor',
    describe:
      'The meta.cursor of the page before. CONFLICT once the order of the choices that the list is sorted by has changed: start from the first page.',
    schema: text,
  },
  {
    name: 'page',
    describe:
      'The number of the page, from 1, in place of a cursor: for the first 10,000 records, after which meta.cursor goes on. meta then has page, perPage, total and totalPages. What is added or deleted meanwhile moves the pages behind it; a cursor misses nothing.',
    schema: { type: 'integer', minimum: 1, maximum: 10_000 },
  },
  {
    name: 'perPage',
    describe: 'The same as limit, for pages by number.',
    schema: { type: 'integer', minimum: 1, maximum: 200 },
  },
  {
    name: 'count',
    describe: 'Count all that match, as meta.total; true unless said where pages go by number.',
    schema: { type: 'boolean', default: false },
  },
];

export const filterParameters = (definition: Collection): Parameter[] => [
  ...definition.filters.map((name) => ({
    name,
    describe: `${definition.fields[name]?.label ?? name}: one value or several with commas; "none" for empty. Also ${name}[ne], [lt], [lte], [gt], [gte], [contains], [startsWith] where its kind allows. Every other field can be filtered alike.`,
    schema: text,
  })),
  {
    name: 'filter',
    describe: 'A filter as JSON, for what the others cannot say: {"any":[{"field":"…","op":"…","value":…}]}.',
    schema: text,
  },
];
