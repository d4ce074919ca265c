import type { Actor, Moment } from './actor.ts';
import type { Where } from './access.ts';
import type { Action, AnyRecord, Collection, ScopeRule } from './collection.ts';
import { matches, everything, type Filter } from './filter.ts';
import { parseScopeKey, scopeKey } from './scope-key.ts';

/** The scope that every living record of a collection is in. */
export const all = 'all';

// No scope rule of any collection looks at the clock or at who asks.
const nowhere: Moment = { now: '', today: '1970-01-01', timeZone: 'UTC', me: '' };

/** The scopes that a record is in, deleted or not. For a child, give its parent. */
export const scopesEvenIfDeleted = (definition: Collection, record: AnyRecord, parent?: AnyRecord | null): string[] => {
  if (definition.parent) {
    if (!parent) return [];
    return scopesOf(definition.parent.collection(), parent);
  }
  const own = definition.scopes.flatMap((rule) => {
    if (rule.when && !matches(record, rule.when, definition, nowhere)) return [];
    if (!rule.by) return [scopeKey(definition.name, rule.name)];
    const value = record[rule.by.field];
    if (value === null || value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((item) => scopeKey(definition.name, rule.name, String(item)));
  });
  return [scopeKey(definition.name, all), ...own];
};

/** The scopes that a record is in; one sees it when one holds any of them. A deleted record is in none. */
export const scopesOf = (definition: Collection, record: AnyRecord, parent?: AnyRecord | null): string[] =>
  record.deletedAt ? [] : scopesEvenIfDeleted(definition, record, parent);

/** Where an actor may do something; nowhere when the list is empty. */
const whereOf = (actor: Actor, action: Action, definition: Collection): readonly Where[] => {
  const grants = actor.modules.includes(definition.name) ? definition.access[actor.role] : undefined;
  if (grants === 'everything') return ['everywhere'];
  const where = grants && Object.hasOwn(grants, action) ? grants[action] : undefined;
  if (where === undefined) return [];
  return Array.isArray(where) ? where : [where as Where];
};

/** The rules of a collection that one part of its access speaks of. */
export const rulesOf = (where: Exclude<Where, 'everywhere'>, definition: Collection): ScopeRule[] => {
  const rules = definition.scopes.filter(({ name, by }) => {
    if ('scope' in where) return name === where.scope;
    if (!by) return false;
    if ('is' in where) return 'is' in by;
    return 'memberOf' in by && by.memberOf === where.memberOf;
  });
  if (rules.length === 0) throw new Error(`${definition.name} has no scope for ${JSON.stringify(where)}`);
  return rules;
};

/** The scopes in which an actor may do something. Empty: nowhere. A child's are its parent's. */
export const heldScopes = <C extends Collection>(actor: Actor, action: Action<C>, definition: C): string[] => {
  const where = whereOf(actor, action, definition);
  if (definition.parent) return where.length > 0 ? heldScopes(actor, action, definition.parent.collection()) : [];
  return where.flatMap((one) => {
    if (one === 'everywhere') return [scopeKey(definition.name, all)];
    return rulesOf(one, definition).flatMap(({ name, by }) => {
      if (!by) return [scopeKey(definition.name, name)];
      const values = 'is' in by ? [actor.id] : (actor.memberships[by.memberOf] ?? []);
      return values.map((value) => scopeKey(definition.name, name, value));
    });
  });
};

/** Every scope in which an actor sees something: the rooms that their sockets listen in. Sorted. */
export const audienceOf = (actor: Actor, collections: readonly Collection[]): string[] =>
  [...new Set(collections.flatMap((definition) => heldScopes(actor, 'view', definition)))].toSorted();

const meet = (a: readonly string[], b: readonly string[]): boolean => a.some((scope) => b.includes(scope));

/** Whether an actor may do something: to this record, or, without one, anywhere at all. */
export const can = <C extends Collection>(
  actor: Actor,
  action: Action<C>,
  definition: C,
  record?: AnyRecord | null,
  parent?: AnyRecord | null,
): boolean => {
  const held = heldScopes(actor, action, definition);
  if (!record) return held.length > 0;
  return meet(held, scopesEvenIfDeleted(definition, record, parent));
};

/** The filter that a scope's name stands for; the inverse of `scopesOf`. */
export const filterOfScope = (scope: string, definition: Collection): Filter => {
  const { rule: name, value } = parseScopeKey(scope);
  if (name === all) return everything;
  const rule = definition.scopes.find((candidate) => candidate.name === name);
  if (!rule) throw new Error(`${definition.name} has no scope ${scope}`);
  const parts: Filter[] = rule.when ? [rule.when] : [];
  if (rule.by) {
    const many = definition.fields[rule.by.field]?.kind.isList;
    parts.push(many ? { field: rule.by.field, op: 'has', value: [value] } : { field: rule.by.field, op: 'eq', value });
  }
  return { all: parts };
};

/** What an actor may see of a collection, as a filter on its (or, for a child, its parent's) records. */
export const visibleFilter = (actor: Actor, action: Action, definition: Collection): Filter => {
  const owner = definition.parent ? definition.parent.collection() : definition;
  return { any: heldScopes(actor, action, definition).map((scope) => filterOfScope(scope, owner)) };
};

/** The fields that a reader in these scopes sees of a record; null means all of them. */
export const readableFields = (definition: Collection, shared: readonly string[]): ReadonlySet<string> | null => {
  // A child has no scopes of its own that could narrow it; its parent's are about the parent.
  if (definition.parent) return null;
  const seen = new Set<string>();
  for (const scope of shared) {
    const { rule: name } = parseScopeKey(scope);
    const rule = definition.scopes.find((candidate) => candidate.name === name);
    if (!rule?.fields) return null;
    for (const field of rule.fields) seen.add(field);
  }
  return seen;
};

const systemNames = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];

/**
 * Shapes a record for a reader who holds these scopes: only what they may see, never a deletion mark.
 * Null when they may not see it at all. REST, snapshots, catch-up and live changes all go through here.
 */
export const present = (
  definition: Collection,
  record: AnyRecord,
  held: readonly string[],
  parent?: AnyRecord | null,
): AnyRecord | null => {
  const shared = scopesOf(definition, record, parent).filter((scope) => held.includes(scope));
  return shared.length === 0 ? null : maskFields(definition, record, shared);
};

/** The fields of a record that these scopes of its show. */
export const maskFields = (definition: Collection, record: AnyRecord, shared: readonly string[]): AnyRecord => {
  const readable = readableFields(definition, shared);
  const shown: Record<string, unknown> = {};
  for (const name of systemNames) shown[name] = record[name];
  for (const name of readable ?? Object.keys(definition.fields)) shown[name] = record[name] ?? null;
  return shown as AnyRecord;
};

/** The part of a patch that these scopes may see. */
export const presentPatch = (
  definition: Collection,
  patch: { readonly [field: string]: unknown },
  shared: readonly string[],
): Record<string, unknown> => {
  const readable = readableFields(definition, shared);
  return Object.fromEntries(
    Object.entries(patch).filter(([name]) => !readable || readable.has(name) || systemNames.includes(name)),
  );
};
