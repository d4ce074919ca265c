import { roles, type Actor, type Moment, type Role } from './actor.ts';
import type { Where } from './access.ts';
import type { Action, AnyRecord, Collection, ScopeRule } from './collection.ts';
import type { DifferingPlace } from './fields/differences.ts';
import { compileFilter, everything, type Filter } from './filter.ts';
import { findNothing, parentRef, parentsOf, type Find } from './record-ref.ts';
import { parseScopeKey, scopeKey, within } from './scope-key.ts';

/** The scope that every living record of a collection is in. */
export const all = 'all';

// No scope rule of any collection looks at the clock or at who asks.
const nowhere: Moment = { now: '', today: '1970-01-01', timeZone: 'UTC', me: '' };

type ScopeTest = { readonly rule: ScopeRule; readonly holds: (record: AnyRecord) => boolean };

const scopeTests = new WeakMap<Collection, readonly ScopeTest[]>();

/** A collection's rules, each with the test that it says. Made once: every write asks several times. */
const scopeTestsOf = (definition: Collection): readonly ScopeTest[] => {
  const known = scopeTests.get(definition);
  if (known) return known;
  const made = definition.scopes.map((rule) => ({
    rule,
    holds: rule.when ? compileFilter(rule.when, definition, nowhere) : () => true,
  }));
  scopeTests.set(definition, made);
  return made;
};

/** A scope's key, and the same without the values in it. */
type OwnScope = { readonly key: string; readonly rules: string };

const ownScopesOf = new WeakMap<AnyRecord, { readonly definition: Collection; readonly scopes: readonly OwnScope[] }>();

/**
 * The scopes that a record's own rules put it in, its parent's audiences not yet considered. Kept with the record, which
 * is never changed but replaced: every write asks several times.
 */
const ownScopes = (definition: Collection, record: AnyRecord): readonly OwnScope[] => {
  const known = ownScopesOf.get(record);
  if (known?.definition === definition) return known.scopes;
  const scopes = [
    ownScope(definition, all),
    ...scopeTestsOf(definition).flatMap(({ rule, holds }) => {
      if (!holds(record)) return [];
      if (!rule.by) return [ownScope(definition, rule.name)];
      const value = record[rule.by.field];
      if (value === null || value === undefined) return [];
      return (Array.isArray(value) ? value : [value]).map((item) => ownScope(definition, rule.name, String(item)));
    }),
  ];
  ownScopesOf.set(record, { definition, scopes });
  return scopes;
};

const ownScope = ({ name }: Collection, rule: string, value: string | null = null): OwnScope => ({
  key: scopeKey(name, rule, value),
  rules: scopeKey(name, rule),
});

/** Of children: their audiences, with what they were made of. */
const scopesWithin = new WeakMap<
  AnyRecord,
  { readonly own: readonly OwnScope[]; readonly parent: AnyRecord; readonly scopes: readonly OwnScope[] }
>();

const keyOfScope = ({ key }: OwnScope): string => key;

const audiencesOf = (definition: Collection, record: AnyRecord, find: Find): readonly OwnScope[] => {
  const own = ownScopes(definition, record);
  if (!definition.parent) return own;
  const above = parentRef(definition, record);
  const parent = above && find(above.collection, above.id);
  if (!above || !parent || parent.deletedAt) return [];
  const known = scopesWithin.get(record);
  if (known?.own === own && known.parent === parent) return known.scopes;
  const holdable = holdableScopes(definition);
  const parents = audiencesOf(above.collection, parent, find);
  const scopes = own.flatMap((one) =>
    parents.flatMap((other) => {
      const rules = within(one.rules, other.rules);
      return holdable.has(rules) ? [{ key: within(one.key, other.key), rules }] : [];
    }),
  );
  // What a parent's own parent says is not seen in the parent.
  if (!above.collection.parent) scopesWithin.set(record, { own, parent, scopes });
  return scopes;
};

/**
 * The scopes that a record is in, deleted or not. For a child `find` gives its parent; it is in none where that is
 * deleted or not there.
 */
export const scopesEvenIfDeleted = (definition: Collection, record: AnyRecord, find: Find = findNothing): string[] =>
  audiencesOf(definition, record, find).map(keyOfScope);

/** The scopes that a record is in; one sees it when one holds any of them. A deleted record is in none. */
export const scopesOf = (definition: Collection, record: AnyRecord, find: Find = findNothing): string[] =>
  record.deletedAt ? [] : scopesEvenIfDeleted(definition, record, find);

const holdable = new WeakMap<Collection, ReadonlySet<string>>();

/**
 * The audiences of a child that someone can be part of, by a role or by a difference from it. An audience is a room and a
 * head in the log: those that only multiply, and that no one holds, are left out.
 */
const holdableScopes = (definition: Collection): ReadonlySet<string> => {
  const known = holdable.get(definition);
  if (known) return known;
  const made = new Set(scopesOfAnyone(definition, false));
  holdable.set(definition, made);
  return made;
};

const scopesOfAnyone = (definition: Collection, toView: boolean): string[] => {
  const granted = roles.flatMap((role): readonly Where[] => {
    const grants = definition.access[role] ?? {};
    if (grants === 'everything') return ['everywhere'];
    return toView ? listed(grants.view) : Object.values(grants).flatMap(listed);
  });
  const given: readonly Where[] = [...granted, 'everywhere', ...ownPlaces(definition)];
  const own = given.flatMap((where) =>
    where === 'everywhere' ? [all] : rulesOf(where, definition).map(({ name }) => name),
  );
  const keys = [...new Set(own)].map((name) => scopeKey(definition.name, name));
  if (!definition.parent) return keys;
  const above = parentsOf(definition).flatMap((parent) => scopesOfAnyone(parent, true));
  return keys.flatMap((key) => above.map((parent) => within(key, parent)));
};

const listed = (where: Where | readonly Where[] | undefined): readonly Where[] =>
  where === undefined ? [] : Array.isArray(where) ? where : [where as Where];

/** What "their own" means of a collection's records: those that name someone, and those of the groups that they are in. */
export const ownPlaces = ({ scopes }: Collection): readonly Where[] =>
  scopes.flatMap(({ name, by }): Where[] => (by && ('is' in by || 'memberOf' in by) ? [{ scope: name }] : []));

const placesOf = (where: DifferingPlace, definition: Collection): readonly Where[] => {
  if (where === 'own') return ownPlaces(definition);
  return where === 'all' ? ['everywhere'] : [];
};

/** Where a role may do something by what the definition says of it; nowhere when the list is empty. */
export const whereOfRole = (role: Role, action: string, definition: Collection): readonly Where[] => {
  const grants = definition.access[role];
  if (grants === 'everything') return ['everywhere'];
  return listed(grants && Object.hasOwn(grants, action) ? grants[action as keyof typeof grants] : undefined);
};

/** Where an actor may do something: by their role, unless their rights differ from it in this. */
export const whereOf = (actor: Actor, action: string, definition: Collection): readonly Where[] => {
  if (!actor.modules.includes(definition.name)) return [];
  const said = actor.differences?.find((one) => one.action === action && one.collection === definition.name);
  return said ? placesOf(said.where, definition) : whereOfRole(actor.role, action, definition);
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

const held = new WeakMap<Actor, WeakMap<Collection, Map<string, readonly string[]>>>();

/**
 * The scopes in which an actor may do something. Empty: nowhere. A child's lie within those of the parents that they see.
 * Kept with the actor, who is never changed but replaced.
 */
export const heldScopes = <C extends Collection>(actor: Actor, action: Action<C>, definition: C): readonly string[] => {
  const ofActor = held.get(actor) ?? new WeakMap<Collection, Map<string, readonly string[]>>();
  const ofCollection = ofActor.get(definition) ?? new Map<string, readonly string[]>();
  const known = ofCollection.get(action);
  if (known) return known;
  const scopes = scopesHeld(actor, action, definition);
  held.set(actor, ofActor.set(definition, ofCollection.set(action, scopes)));
  return scopes;
};

const scopesHeld = (actor: Actor, action: Action, definition: Collection): readonly string[] => {
  const own = ownScopesHeld(actor, action, definition);
  if (!definition.parent) return own;
  const above = parentsOf(definition).flatMap((parent) => heldScopes(actor, 'view', parent));
  return own.flatMap((key) => above.map((parent) => within(key, parent)));
};

/** The same by the collection's own rules alone, whatever a child's parent says. */
export const ownScopesHeld = <C extends Collection>(actor: Actor, action: Action<C>, definition: C): string[] =>
  whereOf(actor, action, definition).flatMap((one) => {
    if (one === 'everywhere') return [scopeKey(definition.name, all)];
    return rulesOf(one, definition).flatMap(({ name, by }) => {
      if (!by) return [scopeKey(definition.name, name)];
      return valuesHeld(actor, by).map((value) => scopeKey(definition.name, name, value));
    });
  });

const valuesHeld = (actor: Actor, by: NonNullable<ScopeRule['by']>): readonly string[] => {
  if ('is' in by) return [actor.id];
  return 'memberOf' in by ? (actor.memberships[by.memberOf] ?? []) : by.heldBy(actor);
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
  find: Find = findNothing,
): boolean => {
  const held = heldScopes(actor, action, definition);
  if (!record) return held.length > 0;
  return meet(held, scopesEvenIfDeleted(definition, record, find));
};

/** The filter that a scope's name stands for; the inverse of `scopesOf`, but for what a child's parent says. */
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

/** What an actor may see of a collection by its own rules, as a filter. A child's parent is to be asked beside it. */
export const visibleFilter = (actor: Actor, action: Action, definition: Collection): Filter => ({
  any: ownScopesHeld(actor, action, definition).map((scope) => filterOfScope(scope, definition)),
});

/** Of the rules that show some fields only, which ones; null where each shows all. */
const shownFields = new WeakMap<Collection, ReadonlyMap<string, readonly string[]> | null>();

const shownFieldsOf = (definition: Collection): ReadonlyMap<string, readonly string[]> | null => {
  const known = shownFields.get(definition);
  if (known !== undefined) return known;
  const some = definition.scopes.flatMap(({ name, fields }) => (fields ? [[name, fields] as const] : []));
  const made = some.length > 0 ? new Map(some) : null;
  shownFields.set(definition, made);
  return made;
};

/** The fields that a reader in this scope sees of a record; null means all of them. */
export const fieldsOfScope = (definition: Collection, scope: string): readonly string[] | null =>
  shownFieldsOf(definition)?.get(parseScopeKey(scope).rule) ?? null;

/** The fields that a reader in these scopes sees of a record; null means all of them. */
export const readableFields = (definition: Collection, shared: readonly string[]): ReadonlySet<string> | null => {
  if (shared.length > 0 && !shownFieldsOf(definition)) return null;
  const seen = new Set<string>();
  for (const scope of shared) {
    const fields = fieldsOfScope(definition, scope);
    if (!fields) return null;
    for (const field of fields) seen.add(field);
  }
  return seen;
};

const systemNames = ['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'];

/** Who made and changed a record is told to those who see some fields only where these name it. */
const isHidden = (name: string, readable: ReadonlySet<string> | null): boolean =>
  (name === 'createdBy' || name === 'updatedBy') && readable !== null && !readable.has(name);

/**
 * Shapes a record for a reader who holds these scopes: only what they may see, never a deletion mark.
 * Null when they may not see it at all. For a child `find` gives its parent. REST, snapshots, catch-up and live changes all go through here.
 */
export const present = (
  definition: Collection,
  record: AnyRecord,
  held: readonly string[],
  find: Find = findNothing,
): AnyRecord | null => {
  const shared = scopesOf(definition, record, find).filter((scope) => held.includes(scope));
  return shared.length === 0 ? null : maskFields(definition, record, shared);
};

/** The same by the collection's own rules alone, for a child whose parent is known to be seen. */
export const presentByOwnRules = (
  definition: Collection,
  record: AnyRecord,
  held: readonly string[],
): AnyRecord | null => {
  if (record.deletedAt) return null;
  // Who sees everything sees this record too, with all of its fields: nothing is to be looked at.
  const everyone = scopeKey(definition.name, all);
  if (held.includes(everyone)) return maskFields(definition, record, [everyone]);
  const shared = ownScopes(definition, record)
    .map(keyOfScope)
    .filter((scope) => held.includes(scope));
  return shared.length === 0 ? null : maskFields(definition, record, shared);
};

/** The fields of a record that these scopes of its show. */
export const maskFields = (definition: Collection, record: AnyRecord, shared: readonly string[]): AnyRecord => {
  const readable = readableFields(definition, shared);
  const shown: Record<string, unknown> = {};
  for (const name of systemNames) shown[name] = isHidden(name, readable) ? null : (record[name] ?? null);
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
    Object.entries(patch).filter(
      // The log holds values of fields that the tenant has retired since.
      ([name]) =>
        (Object.hasOwn(definition.fields, name) && (!readable || readable.has(name))) ||
        (systemNames.includes(name) && (!readable || !isHidden(name, readable))),
    ),
  );
};
