import { heldScopes } from '#shared/can.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { people } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { notifications } from '#shared/modules/notifications.ts';
import { users } from '#shared/modules/users.ts';
import type { Collection } from '#shared/collection.ts';
import { personOf } from '#shared/people.ts';
import { defaultSort } from '#shared/sort.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { derivedId } from '#server/jobs/job.ts';
import { ofPlatform } from '#server/tenants/who-is.ts';
import { readPage, readRecords } from '#server/records/read.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import type { Consequence, Reaction } from '#server/changelog/reaction.ts';

const definition = leads as unknown as Collection;
const staff = users as unknown as Collection;
const notices = notifications as unknown as Collection;
/** The staff of one clinic is read at once; no clinic has as many. */
const mostStaff = 500;

/**
 * A lead that comes to a clinic is noticed by the clinic's staff, but for the person who brought it there. Many that one
 * act brings are one notification for each clinic and person, which counts them.
 */
export const leadNotices: Reaction = {
  name: 'lead-notices',
  on: [leads.name],
  fields: ['clinicId'],
  run: async ({ tenant, change }) => {
    const clinicId = arrivedAt(change);
    if (clinicId === null || !(await isOneStillThere(tenant, [change.id], clinicId))) return [];
    const recipients = await staffOf(tenant, clinicId, change);
    return recipients.map((userId) => ({
      key: userId,
      name: 'notifications.create',
      args: { userId, kind: 'lead_assigned', subjectType: leads.name, subjectId: change.id },
    }));
  },
  runAct: async ({ tenant, group, changes }) => {
    const wanted: Consequence[] = [];
    for (const [clinicId, arrived] of Map.groupBy(changes, arrivedAt)) {
      const [first] = arrived;
      if (clinicId === null || !first) continue;
      // An act that is undone already is no news.
      if (!(await isOneStillThere(tenant, [...new Set(arrived.map(({ id }) => id))], clinicId))) continue;
      const act = { group, author: first.by?.id ?? null };
      const came = await cameWith(tenant, act, clinicId);
      const recipients = await staffOf(tenant, clinicId, first);
      wanted.push(...(await counted(tenant, act, clinicId, came, recipients)));
    }
    return wanted;
  },
};

const scopeOf = (clinicId: string): string => `${leads.name}:clinic:${clinicId}`;

/** The clinic that a lead came to by this change; null where that is no news. */
const arrivedAt = (change: LogRow): string | null => {
  const clinicId = change.patch['clinicId'];
  if (typeof clinicId !== 'string' || change.op === 'delete') return null;
  // Thousands of rows of a file are no news for each of them; a suppressed lead is none for anyone at the clinic.
  return change.cause?.kind === 'import' || !change.after.includes(scopeOf(clinicId)) ? null : clinicId;
};

const reader = (tenant: Tenant) =>
  actorOf(tenant, ofPlatform({ id: '00000000-0000-7000-8000-000000000000', name: 'notices', email: '' }));

const isOneStillThere = async (tenant: Tenant, ids: readonly string[], clinicId: string): Promise<boolean> => {
  const { records } = await readRecords(tenant, reader(tenant), definition, ids);
  return records.some((record) => record['clinicId'] === clinicId);
};

/** Those who see the clinic's leads because they work there, not because they see all leads; not who brought it. */
const staffOf = async (tenant: Tenant, clinicId: string, { by }: LogRow): Promise<string[]> => {
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
    .filter((record) => {
      const held = heldScopes(actorOf(tenant, personOf(people, record)), 'view', definition);
      return held.includes(scopeOf(clinicId)) && record.id !== by?.id;
    })
    .map(({ id }) => id);
};

/** Two people may send the same group: each has an act of their own. */
type Act = { readonly group: string; readonly author: string | null };

type Came = { readonly count: number; readonly first: string };

/** How many leads an act has brought to a clinic so far, by the numbers that its mutations were given. */
const cameWith = async (tenant: Tenant, { group, author }: Act, clinicId: string): Promise<Came> => {
  const [row] = await tenant.db.query<{ count: number; first: string }>(
    `select count(distinct record_id)::int as count, (array_agg(record_id order by seq))[1] as first from change_log
     where seq = any(array(select generate_series(first_seq, last_seq) from mutations where group_id = $1))
       and group_id = $1 and actor_id is not distinct from $5 and collection = $2 and patch ->> 'clinicId' = $3
       and $4 = any(scopes_after)`,
    [group, leads.name, clinicId, scopeOf(clinicId), author],
  );
  return row ?? { count: 0, first: '' };
};

/**
 * One notification for each person, made once and counted up as more is read. What is wanted follows from how many there
 * are by now, and not from how many were read: a pod that dies between its steps leaves nothing to be counted twice.
 */
const counted = async (
  tenant: Tenant,
  { group, author }: Act,
  clinicId: string,
  { count, first }: Came,
  recipients: readonly string[],
): Promise<Consequence[]> => {
  if (count === 0 || recipients.length === 0) return [];
  const idOf = (userId: string): string =>
    derivedId(tenant.info.id, group, author ?? '', 'lead-notices', clinicId, userId);
  const { records } = await readRecords(tenant, reader(tenant), notices, recipients.map(idOf));
  const known = new Map(records.map((record) => [record.id, record]));
  const about =
    count === 1
      ? { kind: 'lead_assigned', subjectType: leads.name, subjectId: first, count }
      : { kind: 'leads_assigned', subjectType: clinics.name, subjectId: clinicId, count };
  return recipients.flatMap((userId): Consequence[] => {
    const id = idOf(userId);
    const before = known.get(id);
    const key = `${clinicId}/${userId}`;
    if (!before) return [{ key, name: 'notifications.create', args: { id, userId, ...about } }];
    if (Number(before['count']) >= count) return [];
    return [{ key, name: 'notifications.update', args: { id, patch: { ...about, isRead: false } } }];
  });
};
