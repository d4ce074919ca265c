import type { Role } from '#shared/actor.ts';
import type { OwnAction, Where } from '#shared/access.ts';
import type { Collection } from '#shared/collection.ts';
import { collections } from '#shared/modules/index.ts';
import { parentsOf } from '#shared/record-ref.ts';

export type Reach = 'all' | 'own' | 'none';

type Rights = {
  readonly view: Reach;
  readonly create: Reach;
  readonly update: Reach;
  readonly delete: Reach;
  readonly export: Reach;
};

const everything: Rights = { view: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' };

export const nothing: Rights = { view: 'none', create: 'none', update: 'none', delete: 'none', export: 'none' };

const reading: Rights = { ...nothing, view: 'all' };

/** Who may do what, as the two specifications' tables say it: written down here, not taken from the definitions. */
export const matrix: Record<string, Partial<Record<Role, Rights>>> = {
  leads: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { ...nothing, view: 'own', create: 'own', update: 'own' },
  },
  clinics: { super_admin: everything, owner: everything, admin: everything, clinic_staff: { ...nothing, view: 'own' } },
  teams: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: reading,
    user: reading,
    viewer: reading,
  },
  users: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: reading,
    user: reading,
    viewer: reading,
  },
  companies: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: 'all', create: 'own', update: 'own', delete: 'own', export: 'none' },
    viewer: reading,
  },
  contacts: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: 'own', create: 'own', update: 'own', delete: 'own', export: 'none' },
    viewer: reading,
  },
  // What they wrote is their own; what others wrote on a record that they see, they read.
  notes: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: { view: 'all', create: 'all', update: 'own', delete: 'own', export: 'all' },
    user: { view: 'own', create: 'own', update: 'own', delete: 'own', export: 'none' },
    clinic_staff: { view: 'own', create: 'own', update: 'own', delete: 'own', export: 'none' },
    viewer: reading,
  },
};

/** Their records come with a tenant, and there is no second one to try things with; `live/catalog-*.test.ts` try them. */
const withTheTenant = ['settings', 'choiceSets'];

export const written = collections.filter(({ internal, name }) => !internal && !withTheTenant.includes(name));

const reachOf = (where: Where | readonly Where[] | undefined): Reach =>
  where === undefined ? 'none' : [where].flat().includes('everywhere') ? 'all' : 'own';

export const least = (a: Reach, b: Reach): Reach => (a === 'none' || b === 'none' ? 'none' : a === 'own' ? a : b);

/** What one may do with a child ends where one does not see its parent. */
export const rightsOf = (definition: Collection, role: Role): Rights => {
  const own = rightsBesideParent(definition, role);
  const above = parentsOf(definition);
  const parent =
    above.find(({ suites }) => suites.includes(role === 'clinic_staff' ? 'dental' : 'general')) ?? above[0];
  if (!parent) return own;
  const sight = rightsOf(parent, role).view;
  const within = (reach: Reach): Reach => least(reach, sight);
  return {
    view: within(own.view),
    create: within(own.create),
    update: within(own.update),
    delete: within(own.delete),
    export: within(own.export),
  };
};

/** A module that no specification speaks of is held to its own word. */
const rightsBesideParent = (definition: Collection, role: Role): Rights => {
  const said = matrix[definition.name];
  if (said) return said[role] ?? nothing;
  const grants = definition.access[role];
  if (grants === 'everything') return everything;
  const reach = (action: OwnAction): Reach => reachOf(grants?.[action]);
  return {
    view: reach('view'),
    create: reach('create'),
    update: reach('update'),
    delete: reach('delete'),
    export: reach('export'),
  };
};
