import { binDays } from '#shared/bin.ts';
import type { Collection } from '#shared/collection.ts';
import { only, parseWhole } from '#shared/query-string.ts';
import type { Answer } from '#server/http/answer.ts';
import type { Call, Endpoint } from '#server/http/endpoint.ts';
import { listOf, recordRef, text } from '#server/http/schemas.ts';
import { readBin } from '#server/records/bin.ts';
import { pathOf } from '#shared/rest-path.ts';

/** What was deleted of a collection, for those who may restore it. */
export const binEndpoint = (definition: Collection): Endpoint => ({
  method: 'get',
  tag: definition.label.many,
  collection: definition,
  access: 'signed-in',
  path: `${pathOf(definition)}/bin`,
  summary: `List the deleted ${definition.label.many.toLowerCase()} that you may restore, the latest first. They are kept for ${binDays} days.`,
  query: [
    { name: 'q', describe: 'Search: all words must occur.', schema: text },
    {
      name: 'limit',
      describe: 'How many at once.',
      schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    },
    { name: 'cursor', describe: 'The meta.cursor of the page before.', schema: text },
  ],
  answer: listOf({
    type: 'object',
    required: ['record', 'deletedAt', 'deletedBy'],
    properties: {
      record: recordRef(definition),
      deletedAt: { type: 'string', format: 'date-time' },
      deletedBy: {
        anyOf: [
          {
            type: 'object',
            required: ['id', 'name'],
            properties: { id: { type: 'string', format: 'uuid' }, name: text },
          },
          { type: 'null' },
        ],
      },
    },
  }),
  run: (call: Call) => list(call, definition),
});

const list = async ({ tenant, actor, query }: Call, definition: Collection): Promise<Answer> => {
  const { entries, cursor } = await readBin(tenant, actor, definition, {
    search: only(query, 'q')?.trim() || null,
    limit: parseWhole(query, 'limit', 1, 200) ?? 50,
    cursor: only(query, 'cursor') || null,
  });
  return { data: entries, meta: { cursor } };
};
