import { fieldEntries, type Collection, type Sort } from '#shared/collection.ts';
import { fieldsIn } from '#shared/filter.ts';

const mostKept = 50;

const narrowedOf = new WeakMap<Collection, Map<string, Collection>>();

/**
 * A collection with so many of its fields as a list needs that is asked for these: its own, what it is sorted by, and
 * what decides who sees a record. Fewer columns are read, sent by PostgreSQL and parsed.
 */
export const narrowed = (definition: Collection, fields: readonly string[], sort: Sort): Collection => {
  const needed = new Set([...fields, ...sort.by, ...decisive(definition)]);
  const key = [...needed].join();
  let kept = narrowedOf.get(definition);
  if (!kept) narrowedOf.set(definition, (kept = new Map()));
  const known = kept.get(key);
  if (known) return known;
  const made = {
    ...definition,
    fields: Object.fromEntries(fieldEntries(definition).filter(([name]) => needed.has(name))),
  } as Collection;
  kept.set(key, made);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return made;
};

/** The fields that a collection's scopes look at. */
const decisive = (definition: Collection): string[] =>
  definition.scopes.flatMap(({ by, when }) => [...(by ? [by.field] : []), ...(when ? fieldsIn(when, definition) : [])]);
