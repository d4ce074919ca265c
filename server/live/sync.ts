import type { Actor } from '#shared/actor.ts';
import type { ResyncReason, SyncAnswer } from '#shared/protocol.ts';
import { object, wholeNumber } from './input.ts';
import { sharedStart } from './missed.ts';
import { personOf, readAs, type Asker } from './read-as.ts';
import { tailoringOf } from './tailoring.ts';

/** Further behind than this a client starts over. */
const farthest = 5_000;

/** What a client missed since a number that it names, in pages; or why it has to start over. */
export const sync = async (asker: Asker, raw: unknown): Promise<SyncAnswer> => {
  const input = object(raw);
  const since = wholeNumber(input['since'], 'since', 0, Number.MAX_SAFE_INTEGER, 0);
  const { follower } = asker.data.live;
  // A client that comes from another pod may know more than this one does.
  if (since > follower.seq()) await follower.catchUp();
  const lost = lostAt(asker, since, input['epoch']);
  return lost ? startOver(asker, lost) : readAs(asker, (actor) => missedSince(asker, actor, since));
};

const lostAt = ({ data }: Asker, since: number, epoch: unknown): ResyncReason | null => {
  const { follower } = data.live;
  if (epoch !== follower.epoch()) return 'epoch';
  if (since > follower.seq()) return 'ahead';
  return follower.seq() - since > farthest ? 'too-far' : null;
};

/** What they are told is large: those who start over take turns as well. */
const startOver = async (asker: Asker, reason: ResyncReason): Promise<SyncAnswer> => {
  const { audience, live } = asker.data;
  const { follower, tenant } = live;
  const end = await live.catchUp.turns.slots.reserve([personOf(asker)]).granted;
  try {
    const scopes = [...audience.scopes];
    const epoch = follower.epoch();
    return {
      ok: true,
      resync: true,
      reason,
      epoch,
      upTo: follower.seq(),
      heads: follower.heads(scopes),
      tailoring: tailoringOf(tenant, { scopes, epoch, held: null }),
    };
  } finally {
    end();
  }
};

const missedSince = async (asker: Asker, actor: Actor, since: number): Promise<SyncAnswer> => {
  const { audience, live } = asker.data;
  const { follower, catchUp } = live;
  // Before anything is waited for: what happens meanwhile may be newer than the page, and would pass for part of it.
  const heads = follower.heads([...audience.scopes]);
  const from = await startOf(asker, since);
  if (from === null) return startOver(asker, 'access');
  const { frame, ...page } = await catchUp.missed.page(asker, actor, from);
  const answer = { ok: true, ...page, heads } as const;
  return audience.form === 1 ? answer : { ...answer, frame };
};

/**
 * Where to begin for a reader: where others begin too, or, where their access changed on the way from there, at their own
 * place. Null where it changed since: what one holds now says nothing of what one might see of changes made while one held
 * something else.
 */
const startOf = async (asker: Asker, since: number): Promise<number | null> => {
  const { principal, person, live } = asker.data;
  const from = sharedStart(since, live.follower.seq());
  if (principal.kind !== 'user') return from;
  const changed = (after: number): Promise<boolean> => live.catchUp.access.since(person, after, personOf(asker));
  if (!(await changed(from))) return from;
  return from !== since && !(await changed(since)) ? since : null;
};
