import type { Memberships, Role } from './actor.ts';
import type { Collection, Patch, PeopleFields } from './collection.ts';
import { command, type Command } from './command.ts';
import type { Difference } from './fields/differences.ts';

/** A collection that says of itself that it holds the people. */
export type PeopleCollection = Collection & { readonly people: PeopleFields };

/** The one collection that holds the people. Throws when the definitions name none, or two. */
export const peopleAmong = (collections: readonly Collection[]): PeopleCollection => {
  const found = collections.filter((definition): definition is PeopleCollection => definition.people !== undefined);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`one collection holds the people, not ${found.length}`);
  return only;
};

/** Someone as the people's collection has them, as far as access goes. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Whether they may act at all. */
  readonly active: boolean;
  readonly memberships: Memberships;
  /** The id of the role of the tenant's own that they have. */
  readonly customRole: string | null;
  /** In what their rights are not as their role says. */
  readonly differences: readonly Difference[];
};

/** What a record of the people's collection says about access. */
export const personOf = ({ people }: PeopleCollection, record: Patch & { readonly id: string }): Person => ({
  id: record.id,
  name: String(record[people.name]),
  email: String(record[people.email]),
  role: record[people.role] as Role,
  active: record[people.active] === true && (record['deletedAt'] ?? null) === null,
  memberships: Object.fromEntries(
    Object.entries(people.memberships).map(([group, field]) => [group, (record[field] ?? []) as readonly string[]]),
  ),
  customRole: (record[people.customRole ?? ''] ?? null) as string | null,
  differences: (record[people.differences ?? ''] ?? []) as readonly Difference[],
});

/** The same person after a change of their record; fields that it does not name stay as they were. */
export const personAfter = (definition: PeopleCollection, before: Person, patch: Patch): Person => {
  const { people } = definition;
  const held = Object.fromEntries(
    Object.entries(people.memberships).map(([group, field]) => [field, before.memberships[group] ?? []]),
  );
  return personOf(definition, {
    [people.name]: before.name,
    [people.email]: before.email,
    [people.role]: before.role,
    [people.active]: before.active,
    ...(people.customRole ? { [people.customRole]: before.customRole } : {}),
    ...(people.differences ? { [people.differences]: before.differences } : {}),
    ...held,
    ...patch,
    id: before.id,
  });
};

/** What the product itself asks when someone has signed in; no person and no program finds it. */
export const signedInCommand = (definition: PeopleCollection): Command =>
  command({
    verb: 'signedIn',
    collection: definition,
    action: 'update',
    input: {},
    describe: 'Note that someone has signed in.',
    change: (person, _args, { now }): Patch => {
      const { lastSignIn } = definition.people;
      return { ...(lastSignIn === undefined ? {} : { [lastSignIn]: now }), ...joining(definition, person, now) };
    },
  });

/** What the product itself asks when someone has a password of their own: they have joined, and need no invitation. */
export const joinedCommand = (definition: PeopleCollection): Command =>
  command({
    verb: 'joined',
    collection: definition,
    action: 'update',
    input: {},
    describe: 'Note that someone has joined.',
    change: (person, _args, { now }): Patch => joining(definition, person, now),
  });

const joining = ({ people: { joined, inviteExpires } }: PeopleCollection, person: Patch, now: string): Patch => ({
  ...(joined === undefined || (person[joined] ?? null) !== null ? {} : { [joined]: now }),
  ...(inviteExpires === undefined || (person[inviteExpires] ?? null) === null ? {} : { [inviteExpires]: null }),
});

/** Whether a change of someone's record with these fields makes another person of them, as far as access or profile go. */
export const changesPerson = (definition: PeopleCollection, patch: Patch): boolean =>
  [definition.people.name, definition.people.email, ...accessFields(definition)].some((name) =>
    Object.hasOwn(patch, name),
  );

/** The fields of the people's collection that decide what someone sees or may do; a change of any other does not. */
export const accessFields = ({ people }: PeopleCollection): string[] => [
  people.role,
  people.active,
  ...Object.values(people.memberships),
  ...[people.customRole, people.differences].filter((name) => name !== undefined),
];
