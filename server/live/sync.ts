import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Change, ResyncReason, SyncAnswer } from '#shared/protocol.ts';
import { accessChangedBetween, readLog } from '#server/changelog/read.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { visibleIds } from '#server/records/read.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { changesFor } from './changes.ts';
import { framesFor } from './frames.ts';
import { object, wholeNumber } from './input.ts';
import { personOf, readInTurn, type Asker } from './read-as.ts';
import { tailoringOf } from './tailoring.ts';

/** Further behind than this a client starts over. */
const farthest = 5_000;
const pageSize = 250;

/** What a client missed since a number that it names, in pages; or why it has to start over. */
export const sync = async (asker: Asker, raw: unknown): Promise<SyncAnswer> => {
  const input = object(raw);
  const since = wholeNumber(input['since'], 'since', 0, Number.MAX_SAFE_INTEGER, 0);
  const { follower } = asker.data.live;
  // A client that comes from another pod may know more than this one does.
  if (since > follower.seq()) await follower.catchUp();
  // Pages of what was missed are many and large: they leave slots to those who look at something.
  const end = await asker.data.live.catchUps.reserve([personOf(asker)]).granted;
  try {
    return await readInTurn(asker, (slotted) => missedSince(asker, slotted, since, input['epoch']));
  } finally {
    end();
  }
};

const missedSince = async (asker: Asker, tenant: Tenant, since: number, epoch: unknown): Promise<SyncAnswer> => {
  const { actor, audience, live, principal } = asker.data;
  const { follower } = live;
  const upTo = follower.seq();
  const scopes = [...audience.scopes];
  const heads = follower.heads(scopes);
  const restart = (reason: ResyncReason): SyncAnswer => ({
    ok: true,
    resync: true,
    reason,
    epoch: follower.epoch(),
    upTo,
    heads,
    tailoring: tailoringOf(tenant, { scopes, epoch: follower.epoch(), held: null }),
  });
  if (epoch !== follower.epoch()) return restart('epoch');
  if (since > upTo) return restart('ahead');
  if (upTo - since > farthest) return restart('too-far');
  // What one holds now says nothing of what one might see of changes made while one held something else.
  if (principal.kind === 'user' && (await accessChangedBetween(tenant.db.read, principal.id, since, upTo)))
    return restart('access');
  const rows = await readLog(tenant.db.read, since, upTo, pageSize);
  const last = rows.at(-1)?.seq ?? upTo;
  const page = { ok: true, upTo: last, more: last < upTo, heads } as const;
  const isSeen = await stillSeen(tenant, actor, rows, audience.scopes);
  if (audience.form === 1) {
    const changes = changesFor(tenant.catalog, rows, audience.scopes, follower.epoch());
    return { ...page, changes: changes.map((change) => (isSeen(change.id) ? change : removed(change))) };
  }
  const readers = { scopes: audience.scopes, numberOf: live.numberOf, isGone: ({ id }: LogRow) => !isSeen(id) };
  const [frame = null] = framesFor(tenant.catalog, rows, readers, Infinity);
  return { ...page, changes: [], frame };
};

const removed = (change: Change): Change => ({ ...change, op: 'remove', data: null });

/**
 * The log tells what was seen when it happened. A reader who comes later is told of it only where they see the record now:
 * the rest has left their sight meanwhile, and to them is a removal from the start.
 */
const stillSeen = async (
  tenant: Tenant,
  actor: Actor,
  rows: readonly LogRow[],
  scopes: ReadonlySet<string>,
): Promise<(id: string) => boolean> => {
  const told = rows.filter(({ prevs, after }) => after.some((scope) => scopes.has(scope) && scope in prevs));
  const seen = new Set<string>();
  for (const [name, group] of Map.groupBy(told, (row) => row.collection)) {
    const definition = tenant.catalog.named(name);
    if (!definition || !can(actor, 'view', definition)) continue;
    for (const id of await visibleIds(tenant, actor, definition, [...new Set(group.map((row) => row.id))]))
      seen.add(id);
  }
  return (id) => seen.has(id);
};
