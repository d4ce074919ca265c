import type { Access, OwnAction } from './access.ts';
import type { Actor, Moment } from './actor.ts';
import type { Catalog } from './catalog.ts';
import { dateTime } from './fields/date.ts';
import type { Field, Fields, ValueOf } from './fields/field.ts';
import { idKind } from './fields/id.ts';
import { link } from './fields/link.ts';
import { number } from './fields/number.ts';
import type { Filter } from './filter.ts';
import type { RefusalCode } from './refusal.ts';

/** What kinds of business the product serves; a tenant is one of them. */
export const suites = ['dental', 'general'] as const;
export type Suite = (typeof suites)[number];

/** What every record has beside its own fields. A deleted record is kept, in no scope. */
export type SystemValues = {
  readonly id: string;
  /** Counts the record's changes, from 1. */
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string | null;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly deletedAt: string | null;
};

export type Values<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** A record of some collection, where which one is not known. */
export type AnyRecord = SystemValues & { readonly [field: string]: unknown };

export type RecordOf<C> = C extends { readonly fields: infer F extends Fields } ? RecordWith<F> : never;

export type Patch = { readonly [field: string]: unknown };

/** What one may do with a collection's records: `view`, `create` and so on, and the actions that it adds. */
export type Action<C = Collection> = C extends Collection<infer _F, infer A> ? OwnAction | A : never;

/**
 * An audience. A record that meets `when` belongs to the scope `collection:name`, or, with `by`, to
 * `collection:name:<the field's value>`. The same rule is a room on the socket and a filter in SQL.
 */
export type ScopeRule = {
  readonly name: string;
  /** What people are told of it where it is about records of no one: "Unassigned leads". */
  readonly label?: string;
  readonly when?: Filter;
  /** Whose it is: the person that the field names, the members of the group that it names, or who holds its value. */
  readonly by?:
    | { readonly field: string; readonly is: 'self' }
    | { readonly field: string; readonly memberOf: string }
    | { readonly field: string; readonly heldBy: (actor: Actor) => readonly string[] };
  /** The only fields that this audience sees; all of them when absent. */
  readonly fields?: readonly string[];
};

/** Marks the collection of a tenant's people, and says which of its fields tell what about them. */
export type PeopleFields<Name extends string = string> = {
  readonly name: Name;
  readonly email: Name;
  readonly role: Name;
  /** Who is not active may not sign in, and is signed out at once. */
  readonly active: Name;
  /** For each kind of group that scopes speak of (`memberOf`), the field that lists a person's. */
  readonly memberships: { readonly [group: string]: Name };
  /** The role of the tenant's own that someone has: a link to `customRoles`. */
  readonly customRole?: Name;
  /** In what their rights are not as their role says. */
  readonly differences?: Name;
  /** When they last signed in; the product sets it. */
  readonly lastSignIn?: Name;
  /** When they first had a password of their own, and until when their invitation is good: the product sets them. */
  readonly joined?: Name;
  readonly inviteExpires?: Name;
  /** The groups that a token names as `locations`, by this field of theirs. */
  readonly locations?: { readonly memberOf: string; readonly field: string };
};

/** Whose child a record is. */
export type ParentRule = {
  /** The field that holds the parent's id. */
  readonly field: string;
  /** Where parents are of several collections: the field that holds the name of the parent's. */
  readonly kind?: string;
  readonly of: () => readonly Collection[];
  /** What its parent's timeline says of who wrote one ("wrote a note"); it says nothing unless given. */
  readonly tells?: string;
};

/** A rule that only the database can hold, by the name of its constraint, and the refusal of what breaks it. */
export type Constraint = {
  readonly name: string;
  readonly code: RefusalCode;
  readonly field: string;
  readonly message: string;
};

/** What is at hand while a change is derived and checked, on both sides alike. */
export type WriteContext<A extends string = string> = Moment & {
  /** The tenant's collections as they are now. */
  readonly catalog: Catalog;
  readonly actor: Actor;
  readonly reason: string | null;
  /** The fields that the person set, as opposed to those that follow from them. */
  readonly set: ReadonlySet<string>;
  /** ISO; when the actor made the change that they take back now, which no one has touched since. Null when they do not. */
  readonly undoes: string | null;
  /** Whether the actor may do this to the record as it was before the change. */
  readonly may: (action: OwnAction | A) => boolean;
};

export type Collection<F extends Fields = Fields, A extends string = string> = {
  readonly name: string;
  readonly label: { readonly one: string; readonly many: string };
  /** What the product calls it, where a tenant has another name for it. */
  readonly productLabel?: { readonly one: string; readonly many: string };
  /** The suites that it is part of: what a tenant has follows from its suite. */
  readonly suites: readonly Suite[];
  /** An icon of the lucide set, in kebab-case. */
  readonly icon: string;
  readonly fields: F;
  /** The field, or fields in order, by which people name a record. */
  readonly title: readonly string[];
  readonly scopes: readonly ScopeRule[];
  /** A child is seen within the sight of its parent: each of its scopes lies within each of its parent's. */
  readonly parent?: ParentRule;
  /** What one may do with these records beyond what every collection knows. */
  readonly actions?: readonly A[];
  /** How people call these: "Give to a clinic". */
  readonly actionLabels?: { readonly [action in NoInfer<A>]: string };
  readonly access: Access<NoInfer<A>>;
  /** These records are the people who sign in; one collection says so. A filter may say "me", and no form or import makes one. */
  readonly people?: PeopleFields;
  /** The yes/no field that says whether a record is in use: what is not takes no new links. */
  readonly active?: string;
  /** Sets of fields that no two living records share. Empty values do not collide. */
  readonly unique?: readonly (readonly string[])[];
  /** Constraints that a migration adds to the table: an exclusion, a check over several columns. */
  readonly constraints?: readonly Constraint[];
  /** What the list can be sorted by, the default first; each gets its index. */
  readonly sorts: readonly Sort[];
  /** What the list is filtered by; each gets its index. */
  readonly filters: readonly string[];
  /** The columns of the derived list. */
  readonly list: readonly string[];
  /** The sections of the derived form; what none of them names stands in the last. */
  readonly form: readonly { readonly title: string; readonly fields: readonly string[] }[];
  /** Says who does the work, and where: its list comes after the others, and is for those who look after it. */
  readonly supporting?: boolean;
  /** It has a screen of another kind: no list of its own among the tabs. */
  readonly ownScreen?: boolean;
  /** Who must not be contacted: said wherever the same number or address comes in. */
  readonly doNotContact?: {
    readonly when: Filter;
    /** The fields with the numbers and addresses that are not to be used again. */
    readonly by: readonly string[];
    /** Said of a record that its reader sees. */
    readonly message: string;
    /** Said of such a number or address by itself, to everyone who enters it: nothing about whose it is. */
    readonly warning: string;
    /** Why records of a file are marked so, where the collection asks for a reason. */
    readonly reason?: string;
  };
  /** Its records are deleted after this many days. */
  readonly keepDays?: number;
  /** Only the product writes it (status history): no create, update or delete for anyone. */
  readonly internal?: boolean;
  /**
   * What follows from a change, merged into it. Pure: it runs in the browser's prediction too. A new record may still
   * lack what is required and has no default: that is looked at afterwards, for a rule may fill it in.
   */
  derive?(next: RecordWith<F>, previous: RecordWith<F> | null, context: WriteContext<NoInfer<A>>): Partial<Values<F>>;
  /** Throws a `Refusal` where the collection's rules forbid a change. Pure, like `derive`. */
  check?(next: RecordWith<F>, previous: RecordWith<F> | null, context: WriteContext<NoInfer<A>>): void;
};

type RecordWith<F extends Fields> = SystemValues & Values<F>;

/** Fields to sort by, all in one direction; the id settles ties. Empty values come last. */
export type Sort = { readonly label: string; readonly by: readonly string[]; readonly descending?: boolean };

export const systemFields = {
  id: { kind: idKind, label: 'ID', required: true, readOnly: true } as Field<string, true>,
  version: number({ label: 'Version', required: true, readOnly: true, integer: true }),
  createdAt: dateTime({ label: 'Created', required: true, readOnly: true }),
  createdBy: link({ label: 'Created by', readOnly: true, to: 'people' }),
  updatedAt: dateTime({ label: 'Changed', required: true, readOnly: true }),
  updatedBy: link({ label: 'Changed by', readOnly: true, to: 'people' }),
} as const;

/** Names of fields, held to the fields that there are. */
type Spelled<F extends Fields> = {
  readonly title: readonly (keyof F)[];
  readonly unique?: readonly (readonly (keyof F)[])[];
  readonly people?: PeopleFields<keyof F & string>;
  readonly active?: keyof F & string;
  readonly filters: readonly (keyof F)[];
  readonly list: readonly (keyof F)[];
  readonly form: readonly { readonly title: string; readonly fields: readonly (keyof F)[] }[];
};

/** Beside every phone field, what was typed into it. The kind is not visible to the type system, so by name. */
type RawFields<F extends Fields> = {
  readonly [K in keyof F & ('phone' | 'mobile') as `${K}Raw`]: Field<string, false>;
};

/**
 * One kind of record, declared once. Its table, validation, access, commands, routes, sync, audit, import,
 * export and screens come from here.
 */
export const collection = <const F extends Fields, const A extends string = never>(
  definition: Collection<F, A> & Spelled<F>,
): Collection<F & RawFields<F>, A> => {
  const companions = Object.entries(definition.fields).map(([name, field]) => field.kind.companion?.(name, field));
  return {
    ...definition,
    fields: Object.assign({}, definition.fields, ...companions),
    form: wholeForm(definition),
  } as unknown as Collection<F & RawFields<F>, A>;
};

/** A field that no section names stands in the last one: a new field is one line, and there for people to fill in. */
const wholeForm = ({ form, fields }: Collection): Collection['form'] => {
  const named = new Set(form.flatMap((section) => section.fields));
  const rest = Object.keys(fields).filter((name) => !named.has(name) && !fields[name]?.readOnly);
  const last = form.at(-1);
  return last ? [...form.slice(0, -1), { ...last, fields: [...last.fields, ...rest] }] : form;
};

/** A field by name, the system's included; undefined when there is none. */
export const fieldOf = (definition: Collection, name: string): Field | undefined => {
  const own = Object.hasOwn(definition.fields, name) ? definition.fields[name] : undefined;
  if (own) return own;
  return Object.hasOwn(systemFields, name) ? (systemFields[name as keyof typeof systemFields] as Field) : undefined;
};

const entriesOf = new WeakMap<Collection, readonly [string, Field][]>();

/** A collection's fields by name. Listed once for each definition: every write asks several times. */
export const fieldEntries = (definition: Collection): readonly [string, Field][] => {
  const entries = entriesOf.get(definition) ?? Object.entries(definition.fields);
  entriesOf.set(definition, entries);
  return entries;
};

/** How people call this record: its title fields, joined. */
export const titleOf = (definition: Collection, record: Patch): string =>
  definition.title
    .map((name) => record[name])
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ') || 'Unnamed';

/** What a search looks through, folded, one field a line. */
export const searchTextOf = (definition: Collection, record: Patch): string =>
  fieldEntries(definition)
    .filter(
      ([name, field]) => field.search && record[name] !== null && record[name] !== undefined && field.kind.searchText,
    )
    .map(([name, field]) => field.kind.searchText?.(record[name]) ?? '')
    .join('\n');
