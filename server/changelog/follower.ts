import type { Heads } from '#shared/protocol.ts';
import { reportDefect } from '#server/log.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { readLog, readHeads } from './read.ts';

/**
 * A pod's place in a tenant's change log. Rows come from this pod's own commits, from other pods as they tell of
 * theirs, and from the log itself; whatever the way, they are handed on once each and in order.
 */
export type Follower = {
  /** The last row handed on; while one is being handed on, that one. */
  readonly seq: () => number;
  readonly epoch: () => string;
  /** For these scopes, the number of the last change up to `seq`. */
  readonly heads: (scopes: readonly string[]) => Heads;
  /** Rows that someone committed; their order does not matter. */
  readonly push: (rows: readonly LogRow[]) => void;
  /** Looks in the log for rows that were not announced here. Throws what the database throws. */
  readonly poll: () => Promise<void>;
  /** A look that does not begin before now: what was committed until now is handed on when it is over. */
  readonly catchUp: () => Promise<void>;
  /** How long ago the last look that succeeded began, in milliseconds: what is younger may not be known here yet. */
  readonly age: () => number;
  readonly close: () => void;
};

type Listener = {
  readonly onRow: (row: LogRow) => void;
  /** The database was restored: what was handed on before is void. */
  readonly onEpoch: () => void;
};

/** How long to wait for another pod's word about a number that is missing, in milliseconds, before reading the log. */
const gapTimeoutMs = 20;
const pageSize = 500;

export const openFollower = async (tenant: Tenant, { onRow, onEpoch }: Listener): Promise<Follower> => {
  const start = await readHeads(tenant.db);
  let { seq, epoch } = start;
  let heads = new Map(Object.entries(start.heads));
  const early = new Map<number, LogRow>();
  let gapTimer: NodeJS.Timeout | null = null;
  let polling: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  let lookedAt = performance.now();
  let closed = false;

  const deliver = (rows: readonly LogRow[]): void => {
    for (const row of rows) if (row.seq > seq) early.set(row.seq, row);
    for (let next = early.get(seq + 1); next && !closed; next = early.get(seq + 1)) {
      early.delete(next.seq);
      seq = next.seq;
      for (const scope of Object.keys(next.prevs)) heads.set(scope, seq);
      try {
        onRow(next);
      } catch (error) {
        // The row is committed. Those behind it are someone else's, and are not to wait for it to be mended.
        reportDefect(tenant.log, error, 'tail');
      }
    }
    for (const known of early.keys()) if (known <= seq) early.delete(known);
  };

  const read = async (): Promise<void> => {
    // Only what was known before asking must be in the answer: commits overtake it on their own connections.
    const known = seq;
    const began = performance.now();
    const head = await readHeads(tenant.db, false);
    if (closed) return;
    if (head.epoch !== epoch || head.seq < known) {
      const restart = await readHeads(tenant.db);
      ({ seq, epoch } = restart);
      heads = new Map(Object.entries(restart.heads));
      early.clear();
      lookedAt = began;
      onEpoch();
      return;
    }
    while (!closed && seq < head.seq) {
      const before = seq;
      deliver(await readLog(tenant.db.query, seq, head.seq, pageSize));
      if (seq === before) return;
    }
    lookedAt = began;
  };

  const poll = (): Promise<void> =>
    (polling ??= read().finally(() => {
      polling = null;
    }));

  const catchUp = (): Promise<void> => {
    if (!polling) return poll();
    following ??= polling
      .catch(() => undefined)
      .then(() => {
        following = null;
        return poll();
      });
    return following;
  };

  const fillGap = (): void => {
    if (early.size === 0 || gapTimer || closed) return;
    gapTimer = setTimeout(() => {
      // Of two commits side by side the later may be heard of first: what was missing has come meanwhile.
      if (early.size === 0) {
        gapTimer = null;
        return;
      }
      // The regular poll tries again should this one fail.
      void catchUp()
        .catch((error: unknown) => tenant.log.debug({ error: String(error) }, 'gap not read'))
        .then(() => {
          gapTimer = null;
        });
    }, gapTimeoutMs);
  };

  return {
    seq: () => seq,
    epoch: () => epoch,
    heads: (scopes) => Object.fromEntries(scopes.map((scope) => [scope, heads.get(scope) ?? 0])),
    poll,
    catchUp,
    age: () => performance.now() - lookedAt,
    push: (rows) => {
      if (closed) return;
      deliver(rows);
      fillGap();
    },
    close: () => {
      closed = true;
      if (gapTimer) clearTimeout(gapTimer);
    },
  };
};
