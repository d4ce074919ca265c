import type { Collection, Suite } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { Field, Ref } from '#shared/fields/field.ts';
import { peopleAmong, type PeopleCollection } from '#shared/people.ts';
import { linkRules } from '#shared/link-rules.ts';
import type { Rules } from '#shared/transaction.ts';
import { clinics } from './clinics.ts';
import { companies } from './companies.ts';
import { contacts } from './contacts.ts';
import { deals } from './deals.ts';
import { items } from './items.ts';
import { leadHistory, leadStatusHistory } from './lead-status-history.ts';
import { assignLead, leads } from './leads.ts';
import { tasks } from './tasks.ts';
import { teams } from './teams.ts';
import { notifications } from './notifications.ts';
import { users } from './users.ts';

/** Every module of the product. A new one is a file beside this and a line here. */
export const collections: readonly Collection[] = [
  // In the order of their tabs.
  leads,
  leadStatusHistory,
  companies,
  contacts,
  deals,
  tasks,
  items,
  users,
  teams,
  clinics,
  notifications,
];

/** Commands beyond the create, update, delete and restore that every collection has. */
export const moduleCommands: readonly Command[] = [assignLead];

const byName = new Map(collections.map((definition) => [definition.name, definition]));

/** The collection that holds a tenant's people. */
export const people: PeopleCollection = peopleAmong(collections);

export const collectionNamed = (name: unknown): Collection | undefined =>
  typeof name === 'string' ? byName.get(name) : undefined;

/** The collection of a record that a field of this one points at. */
export const refTarget = (definition: Collection, { collection }: Pick<Ref, 'collection'>): Collection | undefined => {
  if (collection === 'self') return definition;
  return collection === 'people' ? people : collectionNamed(collection);
};

/** The collection that a link of this one is to. */
export const linkTarget = (definition: Collection, { to }: Field): Collection | undefined =>
  to === undefined ? undefined : refTarget(definition, { collection: typeof to === 'function' ? to().name : to });

/** The collection whose records are a kind of group that people are members of. */
export const groupCollection = (group: string): Collection | undefined => {
  const field = people.fields[people.people.memberships[group] ?? ''];
  return field && linkTarget(people, field);
};

/** What follows from writes beside a command's own: modules' effects, and what deletions do to links. */
export const rules: Rules = { effects: [leadHistory], linksTo: linkRules(collections, linkTarget) };

/** The names of the collections that a tenant of this suite has. */
export const modulesOf = (suite: Suite): string[] =>
  collections.filter((definition) => definition.suites.includes(suite)).map((definition) => definition.name);
