import type { Actor } from '#shared/actor.ts';
import { everywhere } from '#shared/access.ts';
import { collection, type Collection } from '#shared/collection.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { differences } from '#shared/fields/differences.ts';
import { text } from '#shared/fields/text.ts';
import { checkDifferences, refuseGivingMore } from '#shared/giving.ts';
import { invalid } from '#shared/refusal.ts';
import { rolesAmong, tenantRoles } from './roles-of-suite.ts';

const byAdmins = {
  view: everywhere,
  create: everywhere,
  update: everywhere,
  delete: everywhere,
  export: everywhere,
} as const;

/**
 * Roles that a tenant makes itself: one of the product's, and in what it differs, under a name of its own. They are for
 * those who look after people to see; others are told what they may do themselves.
 */
export const customRoles = collection({
  name: 'customRoles',
  label: { one: 'Role', many: 'Roles' },
  suites: ['dental', 'general'],
  icon: 'shield-check',
  supporting: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 60, search: true, help: 'Like “Front desk lead”.' }),
    base: choice({
      label: 'Begins as',
      required: true,
      help: 'The role that it differs from. It cannot be changed later.',
      choices: tenantRoles,
      choicesOf: (collections) =>
        rolesAmong(collections as readonly Collection[]).map((one) =>
          one.value === 'owner' ? { ...one, retired: true } : one,
        ),
    }),
    differences: differences({ label: 'Permissions' }),
    active: boolean({
      label: 'In use',
      required: true,
      default: true,
      help: 'A role that is not in use is given to no one else. Those who have it keep it.',
    }),
  },
  active: 'active',
  title: ['name'],
  scopes: [],
  access: { super_admin: byAdmins, owner: byAdmins, admin: byAdmins },
  unique: [['name']],
  sorts: [{ label: 'Name', by: ['name'] }],
  filters: [],
  list: ['name', 'base', 'differences', 'active'],
  form: [{ title: 'Role', fields: ['name', 'base', 'differences', 'active'] }],
  check: (next, previous, { actor, catalog }) => {
    if (previous && next.base !== previous.base)
      throw invalid('base', 'People have this role already. Make another one that begins otherwise.');
    const said = next.differences ?? [];
    checkDifferences(catalog.collections, next.base, said, 'differences');
    if (next.deletedAt) return;
    /** As one who is in the same clinics and teams as the giver. */
    const holder = (of: typeof next): Actor => ({
      ...actor,
      role: of.base as Actor['role'],
      differences: of.differences ?? [],
    });
    const before = previous && !previous.deletedAt ? holder(previous) : null;
    refuseGivingMore(catalog.collections, actor, { before, after: holder(next), field: 'differences' });
  },
});
