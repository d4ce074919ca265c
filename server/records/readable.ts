import { fieldsOfScope, filterOfScope } from '#shared/can.ts';
import { fieldOf, systemFields, type Collection } from '#shared/collection.ts';
import type { Condition, Filter } from '#shared/filter.ts';
import { searchTerms } from '#shared/fold.ts';
import { invalid } from '#shared/refusal.ts';

/**
 * A reader who does not see some fields may not learn what they hold from what a filter finds: the answer to "whose
 * email starts with a" would tell, letter by letter. A field that they see nowhere is none; one that they see in some
 * of their scopes counts as empty outside them. A search becomes one through the fields that they see.
 */
export const readableFilter = (filter: Filter, definition: Collection, held: readonly string[]): Filter =>
  held.every((scope) => fieldsOfScope(definition, scope) === null) ? filter : narrow(filter, definition, held);

/** Refuses names of fields that these scopes do not all show: to sort and count by one tells what it holds. */
export const requireReadable = (names: readonly string[], definition: Collection, held: readonly string[]): void => {
  for (const name of names) {
    const visibility = visibilityOf(name, definition, held);
    if (visibility !== 'everywhere') throw noField(name);
  }
};

const noField = (name: string) => invalid(name.slice(0, 60), `There is no field "${name.slice(0, 60)}" here.`);

/** Where these scopes show a field: everywhere, nowhere, or for the records that this filter finds. */
const visibilityOf = (
  name: string,
  definition: Collection,
  held: readonly string[],
): Filter | 'everywhere' | 'nowhere' => {
  if (Object.hasOwn(systemFields, name)) return 'everywhere';
  const showing = held.filter((scope) => fieldsOfScope(definition, scope)?.includes(name) !== false);
  if (showing.length === held.length) return 'everywhere';
  return showing.length === 0 ? 'nowhere' : { any: showing.map((scope) => filterOfScope(scope, definition)) };
};

const narrow = (filter: Filter, definition: Collection, held: readonly string[]): Filter => {
  const inner = (part: Filter): Filter => narrow(part, definition, held);
  if ('all' in filter) return { all: filter.all.map(inner) };
  if ('any' in filter) return { any: filter.any.map(inner) };
  if ('not' in filter) return { not: inner(filter.not) };
  if ('search' in filter) {
    const names = Object.keys(definition.fields).filter(
      (name) => fieldOf(definition, name)?.search && visibilityOf(name, definition, held) !== 'nowhere',
    );
    return {
      all: searchTerms(filter.search).map((term) => ({
        any: names.map((field) => narrowOne({ field, op: 'contains', value: term }, definition, held)),
      })),
    };
  }
  return narrowOne(filter, definition, held);
};

/** What holds for an empty field holds where the field is hidden. */
const holdsForEmpty = new Set<Condition['op']>(['ne', 'notIn', 'empty']);

const narrowOne = (condition: Condition, definition: Collection, held: readonly string[]): Filter => {
  const visibility = visibilityOf(condition.field, definition, held);
  if (visibility === 'everywhere') return condition;
  if (visibility === 'nowhere') throw noField(condition.field);
  return holdsForEmpty.has(condition.op) ? { any: [{ not: visibility }, condition] } : { all: [visibility, condition] };
};
