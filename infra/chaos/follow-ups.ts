import { isEqual } from '#shared/equality.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Client } from './client.ts';
import type { Facts } from './database.ts';
import type { History } from './history.ts';
import type { Operation } from './ledger.ts';
import { franchises } from './scene.ts';

type Complain = (what: string) => void;

/** What was taken back is as it was before, in every record that the mutation had written. Tells how many were. */
export const judgeUndos = (
  { log, catalog }: Facts,
  { states }: History,
  operations: readonly Operation[],
  complain: Complain,
): number => {
  const byMid = Map.groupBy(log, ({ mid }) => mid);
  const undone = operations.filter(({ mutation, answers }) => mutation.name === 'undo' && answers[0]?.ok);
  for (const { mutation, answers } of undone) {
    const [answer] = answers;
    const end = byMid.get(mutation.mid)?.at(-1)?.seq ?? (answer?.ok ? answer.seq : 0);
    for (const row of byMid.get(String(mutation.args['of'])) ?? []) {
      const definition = catalog.named(row.collection);
      const isOwn = catalog.command(row.command)?.follows?.some(({ collection }) => collection.name === row.collection);
      // A history stays; what the command itself recorded goes with the rest.
      if (!definition || (definition.internal && !isOwn)) continue;
      const key = `${row.collection}/${row.id}`;
      const after = states.get(key)?.findLast(({ seq }) => seq <= end)?.record;
      const isGone = row.op === 'create' || row.op === 'restore';
      if (!after || (row.op !== 'update' && (after.deletedAt !== null) !== isGone))
        complain(`undo ${mutation.mid} left ${key} ${after?.deletedAt ? 'deleted' : 'there'} after its ${row.op}`);
      if (row.op !== 'update') continue;
      for (const name of Object.keys(row.patch).filter((field) => Object.hasOwn(definition.fields, field)))
        if (!isEqual(after?.[name] ?? null, row.old[name] ?? null))
          complain(`undo ${mutation.mid} left ${key}.${name} as ${JSON.stringify(after?.[name])}`);
    }
  }
  return undone.length;
};

/** The server names those mutations of an act that changed something, to the person whose act it was. */
export const judgeGroups = async (
  clients: readonly Client[],
  { log }: Facts,
  operations: readonly Operation[],
  complain: Complain,
): Promise<number> => {
  const changed = new Set(log.map(({ mid }) => mid));
  const groups = Map.groupBy(
    operations.filter(({ mutation }) => mutation.group !== undefined),
    ({ mutation }) => mutation.group ?? '',
  );
  for (const [group, act] of groups) {
    const client = clients.find(({ person }) => person.name === act[0]?.by);
    const named = await client?.acceptedOf(group);
    if (!named) continue;
    const accepted = act
      .filter(({ mutation, answers }) => answers[0]?.ok && changed.has(mutation.mid))
      .map(({ mutation }) => mutation.mid);
    if (JSON.stringify(accepted.toSorted()) !== JSON.stringify([...named].toSorted()))
      complain(`act ${group} of ${act[0]?.by}: ${accepted.length} were accepted, ${named.length} are named`);
  }
  return groups.size;
};

/** Those whose clinics stay the same for the whole of the story. */
const movers = new Set(['flo', 'dan']);

/**
 * For each lead that came to a clinic there is one notification for each of its staff but the person who brought it: never
 * two, and none is missing where the lead has stayed. Tells how many there are.
 */
export const judgeNotices = (slug: string, { log }: Facts, { states }: History, complain: Complain): number => {
  const made = log.filter(({ collection, op }) => collection === 'notifications' && op === 'create');
  const keyOf = (cause: string | undefined, lead: unknown, user: unknown): string =>
    `${cause} ${String(lead)} ${String(user)}`;
  const counts = new Map<string, number>();
  for (const { cause, patch } of made) {
    const key = keyOf(cause?.id, patch['subjectId'], patch['userId']);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts) if (count > 1) complain(`${count} notifications of one assignment: ${key}`);
  const staff = (franchises[slug]?.cast ?? []).filter(({ role, name }) => role === 'clinic_staff' && !movers.has(name));
  const users = [...states].flatMap(([key, past]) => {
    const record = past.at(-1)?.record;
    return key.startsWith('users/') && staff.some(({ name }) => name === record?.['name']) && record ? [record] : [];
  });
  for (const row of log.filter(isAssignment)) {
    const clinicId = row.patch['clinicId'];
    const since = (states.get(`leads/${row.id}`) ?? []).filter(({ seq }) => seq >= row.seq);
    if (!since.every(({ record }) => record['clinicId'] === clinicId && record.deletedAt === null)) continue;
    for (const user of users) {
      if (user.id === row.by?.id || !(user['clinicIds'] as readonly unknown[]).includes(clinicId)) continue;
      if (!counts.has(keyOf(row.mid, row.id, user.id)))
        complain(`${String(user['name'])} was not notified of lead ${row.id} at ${row.seq}`);
    }
  }
  return made.length;
};

const isAssignment = ({ collection, op, patch, cause, after }: LogRow): boolean =>
  collection === 'leads' &&
  op !== 'delete' &&
  cause?.kind !== 'import' &&
  typeof patch['clinicId'] === 'string' &&
  after.includes(`leads:clinic:${patch['clinicId']}`);
