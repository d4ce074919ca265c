import { createCatalog, type Catalog } from '#shared/catalog.ts';
import type { Collection, Suite } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import { peopleAmong, type PeopleCollection } from '#shared/people.ts';
import type { Tailoring } from '#shared/tailoring.ts';
import { choiceSetsOf } from './choice-sets.ts';
import { clinics } from './clinics.ts';
import { companies } from './companies.ts';
import { contactAttempts } from './contact-attempts.ts';
import { contacts } from './contacts.ts';
import { customFieldsOf } from './custom-fields.ts';
import { customRoles } from './custom-roles.ts';
import { deals } from './deals.ts';
import { importedWords } from './imported-words.ts';
import { invite, uninvite } from './invitations.ts';
import { items } from './items.ts';
import { leadHistory, leadStatusHistory } from './lead-status-history.ts';
import { assignLead, leads } from './leads.ts';
import { notes } from './notes.ts';
import { recordAttempt } from './record-attempt.ts';
import { settings } from './settings.ts';
import { subtasks } from './subtasks.ts';
import { tasks } from './tasks.ts';
import { teams } from './teams.ts';
import { notifications } from './notifications.ts';
import { users } from './users.ts';

export { importedColumns } from './imported-columns.ts';
export { inviteHours } from './users.ts';

/** Every module of the product. A new one is a file beside this and a line here. */
const modules: readonly Collection[] = [
  // In the order of their tabs.
  leads,
  leadStatusHistory,
  contactAttempts,
  notes,
  companies,
  contacts,
  deals,
  tasks,
  subtasks,
  items,
  users,
  customRoles,
  teams,
  clinics,
  notifications,
  customFieldsOf(() => modules),
  choiceSetsOf(() => modules),
  importedWords,
  settings,
];

/** Commands beyond the create, update, delete and restore that every collection has. */
export const moduleCommands: readonly Command[] = [assignLead, recordAttempt, invite, uninvite];

const product = { collections: modules, commands: moduleCommands, effects: [leadHistory] };

/** The product as it comes, with every module: before a tenant made anything of it. */
export const productCatalog: Catalog = createCatalog(product);

/** Every collection of the product. */
export const { collections } = productCatalog;

/** A tenant's catalog: its modules, tailored by its records. */
export const catalogOf = (tenantModules: readonly string[], tailoring: Tailoring = {}): Catalog =>
  createCatalog({ ...product, modules: tenantModules }, tailoring);

/** The collection that holds a tenant's people. */
export const people: PeopleCollection = peopleAmong(collections);

/** The collection whose records are a kind of group that people are members of. */
export const groupCollection = (group: string): Collection | undefined => {
  const field = people.fields[people.people.memberships[group] ?? ''];
  return field && productCatalog.targetOf(people, field);
};

/** The names of the collections that a tenant of this suite has. */
export const modulesOf = (suite: Suite): string[] =>
  collections.filter((definition) => definition.suites.includes(suite)).map((definition) => definition.name);
