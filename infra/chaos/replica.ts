import type { Change, Heads, Welcome } from '#shared/protocol.ts';
import type { AnyRecord } from '#shared/collection.ts';

/**
 * What a client holds, kept equal to the server by docs/protocol.md and nothing else: no rule of the product is known
 * here. `complain` hears of whatever a server that keeps the protocol could not have sent; `hearsOfAll` says of which records
 * no version may be left out.
 */
export type Replica = {
  /** Keep nothing: everything is to be read again. Until `loaded`, what arrives is kept to be put on top. */
  readonly startOver: (from: {
    readonly epoch: string;
    readonly seq: number;
    readonly heads: Heads;
    readonly scopes: readonly string[];
  }) => void;
  readonly loaded: () => void;
  readonly receive: (changes: readonly Change[]) => void;
  /** What was missed is asked for: what arrives until the answer is put on top of it, also where all is to be read again. */
  readonly awaitMissed: () => void;
  /** No answer is to come: each change is taken as it arrives. */
  readonly awaitNothing: () => void;
  /** A page of what was missed since some number, complete from there. */
  readonly receiveMissed: (changes: readonly Change[], since: number) => void;
  /** The end of what was missed. */
  readonly caughtUp: (upTo: number, heads: Heads) => void;
  /** Records from an answer, all of them readable at `seq` or at a later point. */
  readonly put: (collection: string, records: readonly AnyRecord[], seq: number) => void;
  /** The same, of records that were read for what no change says of them: one that has moved on is asked for again. */
  readonly putAgain: (collection: string, records: readonly AnyRecord[], seq: number) => void;
  /**
   * Collections of which a field has come back into use, and how often: their records are to be read again, until
   * `wasReadAgain`. What comes back meanwhile is not in what was read.
   */
  readonly toReadAgain: () => readonly (readonly [collection: string, times: number])[];
  readonly wasReadAgain: (collection: string, times: number) => void;
  /** From which number to ask what was missed; null when nothing was. */
  readonly missingSince: (heads?: Heads) => number | null;
  /** What does not follow on what is known, in words. */
  readonly gap: () => readonly string[];
  readonly knownTo: () => number;
  /** Records that changes spoke of without our ever having been given them. */
  readonly unknown: () => readonly { readonly collection: string; readonly id: string }[];
  readonly forgetUnknown: (collection: string, id: string) => void;
  readonly sameScopes: (welcome: Welcome) => boolean;
  readonly epoch: () => string;
  readonly scopes: () => ReadonlySet<string>;
  readonly records: () => ReadonlyMap<string, AnyRecord>;
  readonly isLoading: () => boolean;
};

/**
 * A record that is gone is remembered by its version: what is older must not bring it back. `isEarly`: it had left when an
 * answer about what was missed was made, after the last change that the answer tells of.
 */
type Held = { readonly version: number; readonly record: AnyRecord | null; readonly isEarly?: boolean };

export const createReplica = (
  complain: (what: string) => void,
  hearsOfAll: (collection: string, record: AnyRecord) => boolean,
): Replica => {
  let epoch = '';
  let scopes: ReadonlySet<string> = new Set();
  let heads = new Map<string, number>();
  /** Up to here nothing is missing in any scope; a single scope may be known further. */
  let known = 0;
  let held = new Map<string, Held>();
  let behindGap: Change[] = [];
  let isAwaiting = false;
  let whileLoading: Change[] | null = null;
  const strangers = new Map<string, { collection: string; id: string }>();
  const returned = new Map<string, number>();

  const keyOf = (change: { readonly collection: string; readonly id: string }): string =>
    `${change.collection}/${change.id}`;

  /** The scopes of a child lie within its parent's, and its version counts up without a word where nothing else changes. */
  const isOfChild = ({ scope }: Change): boolean => scope.includes('<');

  const waysTo = (collection: string): number =>
    [...scopes].filter((scope) => scope.startsWith(`${collection}:`)).length;

  const ask = ({ collection, id }: Change): void => void strangers.set(`${collection}/${id}`, { collection, id });

  const merge = (change: Change, isMissed = false): void => {
    const key = keyOf(change);
    const mine = held.get(key);
    if (whileLoading) return void whileLoading.push(change);
    if (change.collection === 'customFields' && change.data?.['active'] === true) {
      const about = change.data['collection'] ?? mine?.record?.['collection'];
      if (typeof about === 'string') returned.set(about, (returned.get(about) ?? 0) + 1);
    }
    if (change.op === 'remove') {
      // Of a version that we hold we were told as readers: another of our scopes has it.
      if (mine && mine.version >= change.version) return;
      held.set(key, { version: change.version, record: null, isEarly: isMissed });
      // To those who see a child another way still, nothing of it changed, and nothing was said.
      if (isOfChild(change) && waysTo(change.collection) > 1) ask(change);
    } else if (change.op === 'upsert') {
      const record = { ...change.data } as unknown as AnyRecord;
      if (!mine || mine.version < change.version) held.set(key, { version: change.version, record });
      else if (mine.version === change.version)
        held.set(key, { version: change.version, record: mine.record ? together(mine.record, record) : record });
    } else if (!mine) {
      ask(change);
    } else if (change.version === mine.version && mine.record) {
      // Another scope showed what it shows of this version already.
      held.set(key, { ...mine, record: { ...mine.record, ...change.data } });
    } else if (change.version > mine.version) {
      if (!mine.record) {
        if (isOfChild(change)) ask(change);
        else if (!mine.isEarly)
          complain(`a patch of ${key} to version ${change.version}, which was removed at ${mine.version}`);
        return;
      }
      if (change.version !== mine.version + 1 && hearsOfAll(change.collection, mine.record))
        complain(`${key} jumps from version ${mine.version} to ${change.version}`);
      held.set(key, { version: change.version, record: { ...mine.record, ...change.data, version: change.version } });
    }
  };

  /** Two audiences may show different fields of the same version: what they show is put together. */
  const together = (one: AnyRecord, other: Partial<AnyRecord>): AnyRecord => {
    const shown = Object.entries(other).filter(([, value]) => value !== null && value !== undefined);
    return { ...other, ...one, ...Object.fromEntries(shown) } as AnyRecord;
  };

  const headOf = (scope: string): number => heads.get(scope) ?? 0;

  const receive = (changes: readonly Change[]): void => {
    for (const change of changes) {
      const { scope, seq, prev } = change;
      if (change.epoch !== epoch) complain(`a change of another epoch: ${JSON.stringify(change).slice(0, 200)}`);
      if (!scopes.has(scope)) complain(`a change in ${scope}, which is not mine`);
      if (seq <= headOf(scope)) continue;
      if (prev < headOf(scope)) complain(`${scope}: ${seq} follows ${prev}, but ${headOf(scope)} came before it`);
      if (isAwaiting || prev > headOf(scope)) behindGap.push(change);
      else {
        heads.set(scope, seq);
        merge(change);
      }
    }
  };

  /** What waited behind a gap that has been filled. */
  const retry = (): void => {
    isAwaiting = false;
    const waiting = behindGap.toSorted(
      (a, b) => a.seq - b.seq || Number(a.op === 'remove') - Number(b.op === 'remove'),
    );
    behindGap = [];
    receive(waiting.filter((change) => scopes.has(change.scope) && change.epoch === epoch));
  };

  const put: Replica['put'] = (collection, records, seq) => {
    for (const record of records) {
      const key = keyOf({ collection, id: record.id });
      const mine = held.get(key);
      // A stored answer may be older than what we know all of, and what it shows may have left us since.
      if (!mine && seq < known) continue;
      if (!mine || mine.version < record.version || (mine.version === record.version && !mine.record))
        held.set(key, { version: record.version, record });
      // An answer shows what all of our scopes show: what is empty in it is empty.
      else if (mine.version === record.version && mine.record)
        held.set(key, { version: record.version, record: { ...mine.record, ...record } });
    }
  };

  return {
    startOver: (from) => {
      ({ epoch } = from);
      scopes = new Set(from.scopes);
      heads = new Map(Object.entries(from.heads));
      known = from.seq;
      held = new Map();
      whileLoading = [];
      strangers.clear();
      returned.clear();
      retry();
    },
    loaded: () => {
      const again = whileLoading ?? [];
      whileLoading = null;
      for (const change of again) merge(change);
    },
    receive,
    awaitMissed: () => {
      isAwaiting = true;
    },
    awaitNothing: () => {
      isAwaiting = false;
    },
    receiveMissed: (changes, since) => {
      for (const change of changes) {
        const { scope, seq, prev } = change;
        if (!scopes.has(scope)) complain(`what was missed has a change in ${scope}, which is not mine`);
        if (seq <= headOf(scope)) continue;
        if (prev > Math.max(headOf(scope), since))
          complain(`what was missed has a gap: ${scope} ${prev} → ${seq}, known to ${headOf(scope)}`);
        heads.set(scope, seq);
        merge(change, true);
      }
    },
    caughtUp: (upTo, theirs) => {
      known = Math.max(known, upTo);
      for (const scope of scopes) heads.set(scope, Math.max(headOf(scope), theirs[scope] ?? 0));
      retry();
    },
    put,
    putAgain: (collection, records, seq) => {
      put(collection, records, seq);
      for (const { id, version } of records) {
        const mine = held.get(keyOf({ collection, id }));
        if (mine?.record && mine.version > version) strangers.set(keyOf({ collection, id }), { collection, id });
      }
    },
    toReadAgain: () => [...returned],
    wasReadAgain: (collection, times) => {
      if (returned.get(collection) === times) returned.delete(collection);
    },
    gap: () => behindGap.map(({ scope, prev, seq }) => `${scope}: ${seq} follows ${prev}, known to ${headOf(scope)}`),
    missingSince: (theirs = {}) => {
      const inGap = behindGap.map(({ scope }) => scope);
      const behind = [...inGap, ...Object.keys(theirs).filter((scope) => (theirs[scope] ?? 0) > headOf(scope))];
      return behind.length === 0 ? null : Math.min(...behind.map((scope) => Math.max(headOf(scope), known)));
    },
    knownTo: () => known,
    unknown: () => [...strangers.values()],
    forgetUnknown: (collection, id) => void strangers.delete(keyOf({ collection, id })),
    sameScopes: (welcome) =>
      welcome.scopes.length === scopes.size && welcome.scopes.every((scope) => scopes.has(scope)),
    epoch: () => epoch,
    scopes: () => scopes,
    records: () => new Map([...held].flatMap(([key, { record }]) => (record ? [[key, record] as const] : []))),
    isLoading: () => whileLoading !== null,
  };
};
