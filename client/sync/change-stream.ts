import type { Change, Heads, SentTailoring, SyncAnswer, SyncRequest, Welcome } from '#shared/protocol.ts';
import { backoff, pause, politePause } from '#client/lib/pause.ts';
import { throwLater } from '#client/lib/throw-later.ts';

/**
 * Makes one gap-free stream out of what a lossy connection delivers. For each scope it knows `through`: up to that
 * number nothing is missing. A change whose `prev` is beyond that reveals a gap, exactly and at once.
 */
export type ChangeStream = {
  /** Resolves when nothing is missing; false when another connection took over. */
  welcome(welcome: Welcome, accessChanged: boolean): Promise<boolean>;
  receive(changes: readonly Change[]): void;
  /** The connection is gone; what comes with the next one is judged against its welcome. */
  disconnected(): void;
  /** Asks whether anything was missed, and fetches it. False when no answer came. */
  verify(): Promise<boolean>;
  /** The number of the last change that is known here. */
  newest(): number;
  /** How far scopes without traffic lie behind: the more, the more a reconnect has to ask for. */
  lag(): number;
};

/** What a server that cannot say what was missed says instead. */
export type ResyncAnswer = { readonly epoch: string; readonly tailoring: SentTailoring };

type Ports = {
  readonly ask: (request: SyncRequest) => Promise<SyncAnswer | null>;
  /** In order and without gaps; `live` is false for what was missed and came later. */
  readonly apply: (changes: readonly Change[], live: boolean) => void;
  /** Catching up is impossible: load everything again. Starts asking at once, resolves when that has come. */
  readonly resync: (reason: string, answer: ResyncAnswer | null) => Promise<void>;
  /** The server does not answer. */
  readonly onSilence: () => void;
  /** A gap was filled. */
  readonly onGapFilled: () => void;
};

const outOfOrderMs = 150;

/** What leaves one of my audiences may enter another with the same number: first what comes, then what goes. */
const byNumber = (a: Change, b: Change): number =>
  a.seq - b.seq || Number(a.op === 'remove') - Number(b.op === 'remove');

export const createChangeStream = (ports: Ports): ChangeStream => {
  let epoch = '';
  let through = new Map<string, number>();
  let held: Change[] = [];
  let flowing = false;
  /** Grows with each connection: a loop begun on an earlier one stops. */
  let turn = 0;
  let gapTimer: ReturnType<typeof setTimeout> | undefined;

  const at = (scope: string): number => through.get(scope) ?? 0;

  const adopt = (next: string, scopes: Iterable<string>, seq: number): void => {
    epoch = next;
    through = new Map([...scopes].map((scope) => [scope, seq]));
  };

  /** Passes on what connects; keeps the rest, which is where a gap shows. `since` is what the server answered for. */
  const absorb = (changes: readonly Change[], live: boolean, since = Infinity): Change[] => {
    const next: Change[] = [];
    const left: Change[] = [];
    for (const change of changes) {
      const known = through.get(change.scope);
      // A scope that I do not hold: sent just before my access changed.
      if (known === undefined || change.seq <= known) continue;
      if (change.prev > known && since > known) left.push(change);
      else {
        through.set(change.scope, change.seq);
        next.push(change);
      }
    }
    try {
      if (next.length > 0) ports.apply(next, live);
    } catch (error) {
      // They are applied; what failed is a screen that shows them.
      throwLater(error);
    }
    return left;
  };

  const drain = (): void => {
    clearTimeout(gapTimer);
    held = absorb(held.filter((change) => change.epoch === epoch).sort(byNumber), true);
    const scopes = [...new Set(held.map((change) => change.scope))];
    if (scopes.length > 0) gapTimer = setTimeout(() => void fill(scopes), outOfOrderMs);
  };

  const fill = async (scopes: readonly string[]): Promise<void> => {
    flowing = false;
    const mine = turn;
    await fetchMissed(scopes, mine);
    if (mine !== turn) return;
    ports.onGapFilled();
    flow();
  };

  const flow = (): void => {
    flowing = true;
    drain();
  };

  const fetchMissed = async (scopes: readonly string[], mine: number): Promise<void> => {
    let behind = scopes;
    let failures = 0;
    while (behind.length > 0 && mine === turn) {
      const since = Math.min(...behind.map(at));
      const end = await fetchPages(since, mine);
      if (mine !== turn || end === 'resynced') return;
      if (end === 'silence') {
        ports.onSilence();
        failures += 1;
        await pause(backoff(failures, 300, 5_000));
      } else behind = settle(end.heads, end.upTo, since);
    }
  };

  const fetchPages = async (
    from: number,
    mine: number,
  ): Promise<{ heads: Heads; upTo: number } | 'silence' | 'resynced'> => {
    let since = from;
    for (;;) {
      const answer = await ports.ask({ epoch, since });
      if (mine !== turn || answer === null) return 'silence';
      if (!answer.ok) {
        if (answer.error.code !== 'RATE_LIMITED') return 'silence';
        // It answers, so the connection is well: it has many to serve, and says when.
        await pause(politePause(answer.error.details?.retryAfter));
        if (mine !== turn) return 'silence';
        continue;
      }
      const lost = 'resync' in answer ? answer.reason : answer.more && answer.upTo <= since ? 'stuck' : null;
      if (lost !== null) {
        adopt('epoch' in answer ? answer.epoch : epoch, through.keys(), answer.upTo);
        await resync(lost, 'tailoring' in answer ? answer : null);
        return 'resynced';
      }
      if (!('changes' in answer)) return 'silence';
      absorb(answer.changes.toSorted(byNumber), false, from);
      since = answer.upTo;
      if (!answer.more) return answer;
    }
  };

  /** After pages from `since`: scopes that were known up to there are complete now, the others only if nothing newer is in them. */
  const settle = (heads: Heads, upTo: number, since: number): string[] => {
    const behind: string[] = [];
    for (const [scope, known] of through) {
      if (since <= known || (heads[scope] ?? 0) <= known) through.set(scope, Math.max(known, upTo));
      else behind.push(scope);
    }
    return behind;
  };

  // The stream goes on while everything is loaded: what arrives meanwhile is put on top of the answers.
  const resync = (reason: string, answer: ResyncAnswer | null): Promise<void> => {
    const done = ports.resync(reason, answer);
    flow();
    return done;
  };

  const welcome = async (given: Welcome, accessChanged: boolean): Promise<boolean> => {
    const mine = ++turn;
    clearTimeout(gapTimer);
    flowing = false;
    const first = epoch === '';
    const restored = epoch !== given.epoch;
    const sameScopes = through.size === given.scopes.length && given.scopes.every((scope) => through.has(scope));
    if (first || restored || !sameScopes || accessChanged) {
      adopt(given.epoch, given.scopes, given.seq);
      if (first) flow();
      else await resync(restored ? 'epoch' : 'access', null);
      return mine === turn;
    }
    const behind = [...through].filter(([scope, known]) => (given.heads[scope] ?? 0) > known).map(([scope]) => scope);
    for (const [scope, known] of through) if (!behind.includes(scope)) through.set(scope, Math.max(known, given.seq));
    if (behind.length > 0) await fetchMissed(behind, mine);
    if (mine !== turn) return false;
    flow();
    return true;
  };

  return {
    welcome,
    receive: (changes) => {
      held.push(...changes);
      if (!flowing) return;
      // Restored under an open connection, when its welcome came before: the server will say how to go on.
      if (changes.some((change) => change.epoch !== epoch)) void fill([...through.keys()]);
      else drain();
    },
    disconnected: () => {
      turn += 1;
      flowing = false;
      held = [];
      clearTimeout(gapTimer);
    },
    verify: async () => {
      if (!flowing) return true;
      const mine = turn;
      const since = Math.max(0, ...through.values());
      const end = await fetchPages(since, mine);
      if (mine !== turn || end === 'resynced') return true;
      if (end === 'silence') return false;
      const behind = settle(end.heads, end.upTo, since);
      if (behind.length > 0) await fetchMissed(behind, mine);
      return true;
    },
    newest: () => Math.max(0, ...through.values()),
    lag: () => (through.size === 0 ? 0 : Math.max(...through.values()) - Math.min(...through.values())),
  };
};
