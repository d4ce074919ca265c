import type { Collection, Suite } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import { clinics } from './clinics.ts';
import { companies } from './companies.ts';
import { contacts } from './contacts.ts';
import { leadStatusHistory } from './lead-status-history.ts';
import { assignLead, leads } from './leads.ts';
import { users } from './users.ts';

/** Every module of the product. A new one is a file beside this and a line here. */
export const collections: readonly Collection[] = [
  // In the order of their tabs.
  leads,
  leadStatusHistory,
  companies,
  contacts,
  users,
  clinics,
];

/** Commands beyond the create, update, delete and restore that every collection has. */
export const moduleCommands: readonly Command[] = [assignLead];

const byName = new Map(collections.map((definition) => [definition.name, definition]));

export const collectionNamed = (name: unknown): Collection | undefined =>
  typeof name === 'string' ? byName.get(name) : undefined;

/** The names of the collections that a tenant of this suite has. */
export const modulesOf = (suite: Suite): string[] =>
  collections.filter((definition) => definition.suites.includes(suite)).map((definition) => definition.name);
