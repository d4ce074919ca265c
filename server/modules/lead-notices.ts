import { heldScopes } from '#shared/can.ts';
import { people } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { users } from '#shared/modules/users.ts';
import type { Collection } from '#shared/collection.ts';
import { personOf } from '#shared/people.ts';
import { defaultSort } from '#shared/sort.ts';
import { ofPlatform } from '#server/tenants/who-is.ts';
import { readPage, readRecords } from '#server/records/read.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import type { Reaction } from '#server/changelog/reaction.ts';

const definition = leads as unknown as Collection;
const staff = users as unknown as Collection;
/** The staff of one clinic is read at once; no clinic has as many. */
const mostStaff = 500;

/** A lead that comes to a clinic is noticed by the clinic's staff, but for the person who brought it there. */
export const leadNotices: Reaction = {
  name: 'lead-notices',
  on: [leads.name],
  run: async ({ tenant, change }) => {
    const clinicId = change.patch['clinicId'];
    if (typeof clinicId !== 'string' || change.op === 'delete') return [];
    // Thousands of rows of a file are no news for each of them; a suppressed lead is none for anyone at the clinic.
    const scope = `${leads.name}:clinic:${clinicId}`;
    if (change.cause?.kind === 'import' || !change.after.includes(scope)) return [];
    if (!(await isStillThere(tenant, change.id, clinicId))) return [];
    const recipients = await staffOf(tenant, clinicId, scope);
    return recipients
      .filter((id) => id !== change.by?.id)
      .map((userId) => ({
        key: userId,
        name: 'notifications.create',
        args: { userId, kind: 'lead_assigned', subjectType: leads.name, subjectId: change.id },
      }));
  },
};

const reader = (tenant: Tenant) =>
  actorOf(tenant.info, ofPlatform({ id: '00000000-0000-7000-8000-000000000000', name: 'notices', email: '' }));

const isStillThere = async (tenant: Tenant, id: string, clinicId: string): Promise<boolean> => {
  const { records } = await readRecords(tenant, reader(tenant), definition, [id]);
  return records[0]?.['clinicId'] === clinicId;
};

/** Those who see the clinic's leads because they work there, not because they see all leads. */
const staffOf = async (tenant: Tenant, clinicId: string, scope: string): Promise<string[]> => {
  const { records } = await readPage(tenant, reader(tenant), {
    definition: staff,
    filter: {
      all: [
        { field: 'clinicIds', op: 'has', value: [clinicId] },
        { field: 'isActive', op: 'eq', value: true },
      ],
    },
    sort: defaultSort(staff),
    limit: mostStaff,
  });
  return records
    .filter((record) => heldScopes(actorOf(tenant.info, personOf(people, record)), 'view', definition).includes(scope))
    .map(({ id }) => id);
};
