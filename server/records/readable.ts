import { readableFields } from '#shared/can.ts';
import { fieldOf, systemFields, type Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { searchTerms } from '#shared/fold.ts';
import { invalid } from '#shared/refusal.ts';

/**
 * A reader who sees only some fields may filter and sort only by those: otherwise the answer to "whose email starts with a"
 * would tell, letter by letter, what is hidden. A search becomes one through the fields that they see.
 */
export const readableFilter = (filter: Filter, definition: Collection, held: readonly string[]): Filter => {
  const readable = readableFields(definition, held);
  return readable ? narrow(filter, definition, readable) : filter;
};

/** Refuses names of fields that these scopes do not show. */
export const requireReadable = (names: readonly string[], definition: Collection, held: readonly string[]): void => {
  const readable = readableFields(definition, held);
  if (readable) for (const name of names) requireOne(name, readable);
};

const requireOne = (name: string, readable: ReadonlySet<string>): void => {
  if (!readable.has(name) && !Object.hasOwn(systemFields, name))
    throw invalid(name.slice(0, 60), `There is no field "${name.slice(0, 60)}" here.`);
};

const narrow = (filter: Filter, definition: Collection, readable: ReadonlySet<string>): Filter => {
  if ('all' in filter) return { all: filter.all.map((part) => narrow(part, definition, readable)) };
  if ('any' in filter) return { any: filter.any.map((part) => narrow(part, definition, readable)) };
  if ('not' in filter) return { not: narrow(filter.not, definition, readable) };
  if ('search' in filter) {
    const names = [...readable].filter((name) => fieldOf(definition, name)?.search);
    return {
      all: searchTerms(filter.search).map((term) => ({
        any: names.map((field) => ({ field, op: 'contains' as const, value: term })),
      })),
    };
  }
  requireOne(filter.field, readable);
  return filter;
};
