import type { AnyRecord, Collection, Patch } from './collection.ts';
import type { Command } from './command.ts';
import { customFieldName, customFieldOf, isSortedBy, type CustomField } from './custom-field.ts';
import type { Choice, Field, Fields, Ref } from './fields/field.ts';
import { linkRules } from './link-rules.ts';
import { peopleAmong } from './people.ts';
import { derivedCommands, runnable, type Runnable } from './run-command.ts';
import { isChildOf } from './record-ref.ts';
import { canBeNamed, canBeTailored, type GivenName, type Tailoring } from './tailoring.ts';
import type { Effect, Rules } from './transaction.ts';

/**
 * A tenant's collections and commands: those of the product that its plan has, with what the tenant made of them. A
 * value: a change of the tailoring makes another one. A definition that a module holds is the product's; `of` gives the
 * tenant's of the same name.
 */
export type Catalog = {
  readonly collections: readonly Collection[];
  readonly tailoring: Tailoring;
  /** Null where the tenant has no record of its settings yet. */
  readonly settings: AnyRecord | null;
  /** Undefined where the tenant has no collection of this name. */
  named(name: unknown): Collection | undefined;
  of<C extends { readonly name: string }>(definition: C): C;
  /** The collections whose records belong to one of this. */
  childrenOf(definition: Collection): readonly Collection[];
  /** The collection that a link's ids belong to. */
  targetOf(definition: Collection, field: Field): Collection | undefined;
  /** The collection of a record that a field of `definition` points at. */
  targetOfRef(definition: Collection, ref: Pick<Ref, 'collection'>): Collection | undefined;
  readonly commands: () => readonly Runnable[];
  command(name: string): Runnable | undefined;
  /** What follows from writes beside a command's own: modules' effects, and what deletions do to links. */
  readonly rules: Rules;
  /** The same product, tailored otherwise. Definitions that come out as they were are the same ones. */
  retailored(tailoring: Tailoring): Catalog;
  /** The catalog after a record of the tailoring changed; null where it was deleted. */
  with(collection: string, id: string, record: AnyRecord | null): Catalog;
};

/** A field's choices in the tenant's order, those that are retired included; none where it has no such field. */
export const choicesIn = (catalog: Catalog, collection: string, field: string): readonly Choice[] =>
  catalog.named(collection)?.fields[field]?.choices ?? [];

/** What the product offers, and, unless it is everything, the names of the collections that the tenant has. */
type Product = {
  readonly collections: readonly Collection[];
  readonly commands: readonly Command[];
  /** What follows from writes by modules' rules. */
  readonly effects?: readonly Effect[];
  readonly modules?: readonly string[];
};

/** A definition as it was made last, and what it was made of. */
type Made = { readonly definition: Collection; readonly of: string };

/**
 * Makes a tenant's catalog. `before` lends the definitions that did not change, so that those who hold one see by its
 * identity that it is the same.
 */
export const createCatalog = (
  product: Product,
  tailoring: Tailoring = {},
  before: ReadonlyMap<string, Made> = new Map(),
): Catalog => {
  const offered = new Map(product.collections.map((definition) => [definition.name, definition]));
  const settings = [...(tailoring['settings']?.values() ?? [])][0] ?? null;
  const added = addedFields(tailoring);
  const names = new Map(((settings?.['names'] ?? []) as readonly GivenName[]).map((name) => [name.module, name]));
  const own = product.collections
    .filter(({ name }) => !product.modules || product.modules.includes(name))
    .map((definition) => called(definition, canBeNamed(definition) ? names.get(definition.name) : undefined));
  const made = new Map<string, Made>();
  for (const definition of own) {
    const parts = { added: added.get(definition.name) ?? [], sets: choiceSetsOf(tailoring, definition.name) };
    const versions = [...parts.added, ...parts.sets].map(({ id, version }) => [id, version]);
    const listed = Object.values(definition.fields).some(({ choicesOf }) => choicesOf) ? [...names.values()] : [];
    const of = JSON.stringify([versions, definition.label, listed]);
    const last = before.get(definition.name);
    made.set(definition.name, last?.of === of ? last : { of, definition: tailored(definition, { ...parts, own }) });
  }
  const collections = [...made.values()].map(({ definition }) => definition);
  const named = (name: unknown): Collection | undefined =>
    typeof name === 'string' ? made.get(name)?.definition : undefined;
  /** What a link names is there for the product's own rules also where the tenant's plan leaves it out. */
  const target = (from: Collection, name: string | undefined): Collection | undefined => {
    if (name === undefined) return undefined;
    if (name === 'self') return named(from.name) ?? from;
    if (name === 'people') return collections.find(({ people }) => people) ?? peopleAmong(product.collections);
    return named(name) ?? offered.get(name);
  };
  const targetOf: Catalog['targetOf'] = (definition, { to }) =>
    target(definition, typeof to === 'function' ? to().name : to);
  let rules: Rules | null = null;
  let runnables: ReadonlyMap<string, Runnable> | null = null;
  const commands = (): ReadonlyMap<string, Runnable> => (runnables ??= commandsOf(collections, product.commands));
  return {
    collections,
    tailoring,
    settings,
    named,
    of: <C extends { readonly name: string }>(definition: C): C => (named(definition.name) ?? definition) as C,
    childrenOf: (definition) => collections.filter((child) => isChildOf(child, definition)),
    targetOf,
    get rules() {
      return (rules ??= { effects: product.effects ?? [], linksTo: linkRules(collections, targetOf) });
    },
    targetOfRef: (definition, { collection }) => target(definition, collection),
    commands: () => [...commands().values()],
    command: (name) => commands().get(name),
    retailored: (next) => createCatalog(product, next, made),
    with: (collection, id, record) => {
      const next = new Map(tailoring[collection]);
      if (record && !record.deletedAt) next.set(id, record);
      else next.delete(id);
      return createCatalog(product, { ...tailoring, [collection]: next }, made);
    },
  };
};

const commandsOf = (
  collections: readonly Collection[],
  declared: readonly Command[],
): ReadonlyMap<string, Runnable> => {
  const byName = new Map(collections.map((definition) => [definition.name, definition]));
  const own = declared.flatMap((command) => {
    const definition = byName.get(command.collection.name);
    return definition ? [{ ...runnable(command), collection: definition }] : [];
  });
  return new Map([...collections.flatMap(derivedCommands), ...own].map((command) => [command.name, command]));
};

/** The fields in use that a tenant added, by collection, in their order. */
const addedFields = (tailoring: Tailoring): Map<string, CustomField[]> =>
  Map.groupBy(
    ([...(tailoring['customFields']?.values() ?? [])] as unknown as CustomField[])
      .filter(({ active }) => active)
      .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0) || (a.name < b.name ? -1 : 1)),
    ({ collection }) => collection,
  );

type ChoiceSet = AnyRecord & { readonly field: string; readonly choices: readonly Choice[] };

const choiceSetsOf = (tailoring: Tailoring, name: string): ChoiceSet[] =>
  ([...(tailoring['choiceSets']?.values() ?? [])] as ChoiceSet[]).filter(({ field }) => field.startsWith(`${name}.`));

type Parts = {
  readonly added: readonly CustomField[];
  readonly sets: readonly ChoiceSet[];
  readonly own: readonly Collection[];
};

/** The definition under the tenant's own name for it. */
const called = (definition: Collection, name: GivenName | undefined): Collection =>
  name ? { ...definition, label: { one: name.one, many: name.many }, productLabel: definition.label } : definition;

/** The definition itself where the tenant made nothing of it. */
const tailored = (definition: Collection, { added, sets, own }: Parts): Collection => {
  const fields = productFields(definition, { sets, own });
  if (added.length === 0 || !canBeTailored(definition))
    return fields === definition.fields ? definition : { ...definition, fields };
  const extra = Object.fromEntries(added.map((field) => [customFieldName(field.name), customFieldOf(field)]));
  return {
    ...definition,
    fields: { ...fields, ...extra },
    filters: [...definition.filters, ...Object.keys(extra).filter((name) => isFilter(extra[name]))],
    list: [...definition.list, ...added.filter(({ inList }) => inList).map(({ name }) => customFieldName(name))],
    sorts: [
      ...definition.sorts,
      ...added
        .filter(({ kind }) => isSortedBy(kind))
        .map(({ label, name }) => ({ label, by: [customFieldName(name)] })),
    ],
    form: withSections(definition.form, added),
  };
};

/** The product's fields with the tenant's choices; the same object where they are as they were. */
const productFields = (definition: Collection, { sets, own }: Omit<Parts, 'added'>): Fields => {
  const changed = Object.entries(definition.fields).flatMap(([name, field]): [string, Field][] => {
    const set = field.tailorable ? sets.find((one) => one.field === `${definition.name}.${name}`) : undefined;
    if (set) return [[name, { ...field, choices: mergedChoices(set.choices, field.choices ?? []) }]];
    if (field.choicesOf) return [[name, { ...field, choices: field.choicesOf(own) }]];
    return [];
  });
  return changed.length === 0 ? definition.fields : { ...definition.fields, ...Object.fromEntries(changed) };
};

/** A tenant's choices; what a newer product has beside them comes last. */
const mergedChoices = (given: readonly Choice[], product: readonly Choice[]): readonly Choice[] => {
  const own = new Set(given.map(({ value }) => value));
  return [...given, ...product.filter(({ value }) => !own.has(value))];
};

/** The heading of what a tenant added without naming one. */
const lastSection = 'More';

const withSections = (form: Collection['form'], added: readonly CustomField[]): Collection['form'] => {
  const bySection = Map.groupBy(added, ({ section }) => section ?? lastSection);
  const names = (title: string): string[] => (bySection.get(title) ?? []).map(({ name }) => customFieldName(name));
  const known = new Set(form.map(({ title }) => title));
  return [
    ...form.map(({ title, fields }) => ({ title, fields: [...fields, ...names(title)] })),
    ...[...bySection.keys()].filter((title) => !known.has(title)).map((title) => ({ title, fields: names(title) })),
  ];
};

const isFilter = (field: Field | undefined): boolean =>
  field !== undefined && (field.kind.facet !== undefined || field.kind.range === true || field.kind.isList === true);

/** The fields that a tenant added which a record lacks, though it was sent whole: under another catalog than this. */
export const missingFields = ({ fields }: Collection, record: Patch): string[] => {
  const missing = Object.keys(fields).filter((name) => !Object.hasOwn(record, name));
  // Who sees some fields only is sent no others.
  return missing.every((name) => fields[name]?.custom) ? missing : [];
};

/** What a record lacks that was sent under one definition, once another one holds. */
export const gainedFields = (before: Collection, after: Collection): string[] =>
  Object.keys(after.fields).filter((name) => !Object.hasOwn(before.fields, name));
