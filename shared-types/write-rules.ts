import type { Actor } from './actor.ts';
import { heldScopes, ownScopesHeld, scopesEvenIfDeleted } from './can.ts';
import { fieldEntries, type AnyRecord, type Collection, type Patch, type WriteContext } from './collection.ts';
import { isEqual } from './equality.ts';
import { isEmptyValue } from './fields/empty-value.ts';
import type { Field, Fields } from './fields/field.ts';
import type { Find } from './record-ref.ts';
import { Refusal, invalid } from './refusal.ts';
import { parseScopeKey } from './scope-key.ts';

/** Refuses values of fields that need a right of their own which the actor does not have on this record. */
export const refuseFields = (
  collection: Collection,
  record: AnyRecord,
  values: Patch,
  context: Pick<WriteContext, 'may'>,
): void => {
  for (const name of Object.keys(values)) {
    const field = collection.fields[name];
    if (!field?.requires || isEqual(values[name], record[name]) || context.may(field.requires)) continue;
    throw new Refusal('FORBIDDEN', `You may not change ${field.label.toLowerCase()} here.`, { field: name });
  }
};

/**
 * The same where a record is created. Whose it is may be said without that right: the right to create says where, and
 * has been asked.
 */
export const refuseFieldsOnCreate = (
  collection: Collection,
  next: AnyRecord,
  set: ReadonlySet<string>,
  actor: Actor,
  context: Pick<WriteContext, 'may'>,
): void => {
  const where = new Set(
    ownScopesHeld(actor, 'create', collection).flatMap((scope) => {
      const rule = collection.scopes.find(({ name }) => parseScopeKey(scope).rule === name);
      return rule?.by ? [rule.by.field] : [];
    }),
  );
  for (const name of set) {
    const field = collection.fields[name];
    if (!field?.requires || where.has(name) || isEqual(next[name], field.default)) continue;
    if (context.may(field.requires)) continue;
    throw new Refusal('FORBIDDEN', `You may not set ${field.label.toLowerCase()} here.`, { field: name });
  }
};

/**
 * Someone who may create in just one place creates there without having to say so: in their clinic, in their own name.
 * Of several places, their own name comes first.
 */
export const applyDefaultScope = (
  record: AnyRecord,
  collection: Collection,
  actor: Actor,
  given: Patch,
  find: Find,
): AnyRecord => {
  const own = ownScopesHeld(actor, 'create', collection);
  if (own.length === 0) return record;
  const held = heldScopes(actor, 'create', collection);
  if (scopesEvenIfDeleted(collection, record, find).some((scope) => held.includes(scope))) return record;
  const places = own.flatMap((scope) => {
    const { rule: name, value } = parseScopeKey(scope);
    const by = collection.scopes.find((rule) => rule.name === name)?.by;
    return by ? [{ by, value }] : [];
  });
  const chosen = places.length === 1 ? places[0] : places.find(({ by }) => 'is' in by);
  const field = chosen && collection.fields[chosen.by.field];
  if (!chosen || !field || Object.hasOwn(given, chosen.by.field)) return record;
  return { ...record, [chosen.by.field]: field.kind.isList ? [chosen.value] : chosen.value };
};

/** A record's own fields that differ; for a new one, every value. */
export const patchOf = (collection: Collection, previous: AnyRecord | null, next: AnyRecord): Patch =>
  Object.fromEntries(
    Object.keys(collection.fields)
      .filter((name) => !previous || !isEqual(next[name], previous[name]))
      .map((name) => [name, next[name]]),
  );

export const defaultsOf = (collection: Collection): Record<string, unknown> =>
  Object.fromEntries(fieldEntries(collection).map(([name, field]) => [name, field.default ?? null]));

export const dropNulls = (values: Patch): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/**
 * What a change may not leave empty. A field that a tenant made required is asked of new records; one from before that
 * never had a value can be worked on without it, and one that has a value keeps one.
 */
export const requiredOf = (collection: Collection, record: AnyRecord): Fields => {
  const isAsked = ([name, field]: readonly [string, Field]): boolean => !field.custom || !isEmptyValue(record[name]);
  const entries = fieldEntries(collection);
  return entries.every(isAsked) ? collection.fields : Object.fromEntries(entries.filter(isAsked));
};

/** A choice that is retired stays where a record has it, and is given to no other. */
export const refuseRetired = (values: Patch, record: AnyRecord | null, collection: Collection): void => {
  for (const [name, value] of Object.entries(values)) {
    const field = collection.fields[name];
    if (!field?.choices) continue;
    const chosen = [value].flat();
    const retired = field.choices.find((choice) => choice.retired && chosen.includes(choice.value));
    if (retired && ![record?.[name]].flat().includes(retired.value))
      throw invalid(name, `${field.label}: "${retired.label}" is not in use any more. Choose another.`);
  }
};
