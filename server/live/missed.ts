import type { Actor } from '#shared/actor.ts';
import { can, heldScopes } from '#shared/can.ts';
import type { Change, Frame } from '#shared/protocol.ts';
import { parseScopeKey } from '#shared/scope-key.ts';
import { readLogPage } from '#server/changelog/read.ts';
import type { Follower } from '#server/changelog/follower.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { visibleIds } from '#server/records/read.ts';
import type { Tenant, Turn } from '#server/tenants/tenant.ts';
import { changesFor } from './changes.ts';
import { encodedOnce } from './encode-once.ts';
import { framesFor } from './frames.ts';
import { hearAccess, personOf, type Asker } from './read-as.ts';
import type { ScopeNumbers } from './scope-numbers.ts';
import { createSharedReads, type SharedReads } from './shared-reads.ts';

/** A page of what was missed, as it is for one reader. */
export type MissedPage = {
  readonly upTo: number;
  /** Whether there is another page after it. */
  readonly more: boolean;
  readonly changes: readonly Change[];
  /** To those who are sent frames, all of the changes. */
  readonly frame: Frame | null;
};

/**
 * What clients missed, in pages. After a deploy hundreds come back from about the same place: each page is read from the
 * log once, looked at once for all who hold the same of it, and written once.
 */
export type Missed = {
  /** The changes after `from`; it is not before the reader's own place unless `from` is one of `sharedStart`. */
  readonly page: (asker: Asker, actor: Actor, from: number) => Promise<MissedPage>;
  /** Told of every row: what was looked at for others may be so no more. */
  readonly onRow: (row: LogRow) => void;
  /** The log begins again: nothing of what was read holds. */
  readonly clear: () => void;
};

/** A page ends at a multiple of it, or with the log. */
const pageSize = 1_000;
/** Those who miss many begin at a multiple of it, where others begin: what they have is dropped by its number. */
const startStep = 50;
const many = 200;
/** So many pages of the log stay, and what was made of them, for so long after the last question; in milliseconds. */
const keptPages = 6;
const keptMs = 20_000;

/** Where to begin for someone who has everything up to `since`: at the same place as others, where they miss many. */
export const sharedStart = (since: number, upTo: number): number =>
  upTo - since > many ? since - (since % startStep) : since;

type LogPage = {
  readonly rows: readonly LogRow[];
  readonly upTo: number;
  readonly isEnd: boolean;
  /** The scopes in which something happened. */
  readonly touched: ReadonlySet<string>;
};

type Options = {
  readonly tenant: Tenant;
  readonly follower: Follower;
  readonly numberOf: ScopeNumbers;
  readonly reserve: (people: Iterable<string>) => Turn;
};

export const createMissed = ({ tenant, follower, numberOf, reserve }: Options): Missed => {
  /** Grows with whatever changes who sees what. */
  let sight = 0;
  const createReads = (): { readonly [of in 'log' | 'end' | 'written']: SharedReads<Tenant> } => ({
    // What is in the log stays as it is.
    log: createSharedReads(() => 0, reserve, keptPages),
    // The end of it does not.
    end: createSharedReads(follower.seq, reserve, keptPages),
    written: createSharedReads(() => sight, reserve),
  });
  let reads = createReads();
  let forgetting: NodeJS.Timeout | null = null;

  const clear = (): void => {
    if (forgetting) clearTimeout(forgetting);
    forgetting = null;
    reads = createReads();
  };

  const rowsAfter = (asker: Asker, from: number): Promise<LogPage> => {
    const start = from - (from % pageSize);
    const isWhole = start + pageSize <= follower.seq();
    const key = `${isWhole ? start : from}`;
    return reads[isWhole ? 'log' : 'end'](key, 'often', personOf(asker), async ({ db }) => {
      const upTo = follower.seq();
      const rows = await readLogPage(db.read, isWhole ? start : from, upTo, pageSize);
      const touched = new Set(rows.flatMap(({ prevs }) => Object.keys(prevs)));
      return { rows, upTo: isWhole ? (rows.at(-1)?.seq ?? upTo) : upTo, isEnd: !isWhole, touched };
    });
  };

  const page: Missed['page'] = async (asker, actor, from) => {
    // Those who only make sure that they miss nothing.
    if (from >= follower.seq()) return { upTo: follower.seq(), more: false, changes: [], frame: null };
    if (forgetting) forgetting.refresh();
    else forgetting = setTimeout(clear, keptMs).unref();
    const found = await rowsAfter(asker, from);
    const { audience } = asker.data;
    const held = [...found.touched].filter((scope) => audience.scopes.has(scope)).toSorted();
    const { upTo, isEnd } = found;
    const place = { upTo, more: !isEnd && upTo < follower.seq() };
    if (held.length === 0) return { ...place, changes: [], frame: null };
    // Those who hold the same of what happened, and see by the same scopes what it happened to, are told the same.
    const sees = new Set(held.map((scope) => parseScopeKey(scope).collection));
    const by = [...sees].map((name) => {
      const definition = tenant.catalog.named(name);
      return definition ? heldScopes(actor, 'view', definition).toSorted() : [];
    });
    const key = JSON.stringify([from, upTo, audience.form, held, by, tenant.catalogs.version()]);
    const written = await reads.written(key, 'often', personOf(asker), async (slotted) => {
      await hearAccess(asker);
      const rows = found.rows.filter(({ seq }) => seq > from);
      return write(slotted, actor, rows, { scopes: new Set(held), form: audience.form, numberOf, follower });
    });
    return { ...place, ...written };
  };

  return {
    page,
    clear,
    onRow: ({ op, before, after }) => {
      // A record that has just been made is in no page that was read before.
      if (op === 'create') return;
      if (before.length !== after.length || !before.every((scope) => after.includes(scope))) sight += 1;
    },
  };
};

type Readers = {
  readonly scopes: ReadonlySet<string>;
  readonly form: Asker['data']['audience']['form'];
  readonly numberOf: ScopeNumbers;
  readonly follower: Follower;
};

const write = async (
  tenant: Tenant,
  actor: Actor,
  rows: readonly LogRow[],
  { scopes, form, numberOf, follower }: Readers,
): Promise<Pick<MissedPage, 'changes' | 'frame'>> => {
  const isSeen = await stillSeen(tenant, actor, rows, scopes);
  if (form === 1) {
    const changes = changesFor(tenant.catalog, rows, scopes, follower.epoch());
    return { changes: encodedOnce(changes.map((one) => (isSeen(one.id) ? one : removed(one)))), frame: null };
  }
  const readers = { scopes, numberOf, isGone: ({ id }: LogRow) => !isSeen(id) };
  const [frame = null] = framesFor(tenant.catalog, rows, readers, Infinity);
  return { changes: [], frame: frame && encodedOnce(frame) };
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
