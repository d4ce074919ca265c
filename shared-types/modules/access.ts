import { everything, everywhere, mine, type Access, type Where } from '#shared/access.ts';

// What the product's definitions say of who may do what, beside the words of every collection.

/** In records of the clinics that one works for. */
export const inMyClinics: Where = { memberOf: 'clinics' };

/** In records of the teams that one is in. */
export const inMyTeams: Where = { memberOf: 'teams' };

/** The general modules' matrix; users work on what is assigned to them. */
export const assignedAccess: Access<never> = {
  super_admin: everything,
  owner: everything,
  admin: everything,
  manager: everything,
  user: { view: mine, create: mine, update: mine, delete: mine },
  viewer: { view: everywhere },
};

/** The same where a record may be a team's: its people see and change it, and only its owner deletes it. */
export const sharedAccess: Access<never> = {
  ...assignedAccess,
  user: { view: [mine, inMyTeams], create: [mine, inMyTeams], update: [mine, inMyTeams], delete: mine },
};

/**
 * What tailors a tenant: owners and admins change it, nothing is deleted. `create`: they add to it, too; otherwise the
 * product makes what there is. `view`: where the others read it, for it decides what they see.
 */
export const tailoredByAdmins = ({
  create,
  view,
}: {
  readonly create: boolean;
  readonly view: Where;
}): Access<never> => {
  const byProduct = { view: everywhere, create: everywhere, update: everywhere, export: everywhere } as const;
  const byAdmins = create ? byProduct : ({ view: everywhere, update: everywhere, export: everywhere } as const);
  return {
    super_admin: byProduct,
    owner: byAdmins,
    admin: byAdmins,
    manager: { view },
    user: { view },
    clinic_staff: { view },
    viewer: { view },
  };
};
