import { setTimeout as pause } from 'node:timers/promises';
import type { Change, ClientEvents, Frame, GetAnswer, QueryAnswer, SyncAnswer, Welcome } from '#shared/protocol.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { sortName } from '#shared/sort.ts';
import type { Replica } from './replica.ts';
import type { Observer } from './observer.ts';

/** What a client asks so that its replica lacks nothing, after each welcome and whenever something is missing. */
export type CatchUp = {
  readonly onWelcome: (welcome: Welcome) => void;
  /** Changes came: perhaps they tell of a gap. */
  readonly onChanges: () => void;
  /** The connection is gone; whatever was being asked is void. */
  readonly cut: () => void;
  readonly isBusy: () => boolean;
};

type Ports = {
  readonly replica: Replica;
  readonly observer: Observer;
  readonly ask: <T>(event: keyof ClientEvents, request: object) => Promise<T>;
  /** The changes that a frame says. */
  readonly read: (frame: Frame) => readonly Change[];
  readonly note: (what: string) => void;
  readonly complain: (what: string) => void;
};

/** So long a refused question rests, in milliseconds: a pod may be busy, or its database away. */
const refusedMs = 200;

type StartingPoint = Parameters<Replica['startOver']>[0];

export const createCatchUp = ({ replica, observer, ask, read, note, complain }: Ports): CatchUp => {
  let welcome: Welcome | null = null;
  let busy = 0;
  /** Grows with each welcome: what began before one is void. */
  let turn = 0;

  /** Work that fails is tried again for as long as it is valid. */
  const whileValid = (work: (valid: () => boolean) => Promise<boolean>): void => {
    const mine = turn;
    const valid = (): boolean => mine === turn;
    busy += 1;
    const run = async (): Promise<void> => {
      while (valid() && !(await work(valid).catch(() => false))) await pause(50);
      busy -= 1;
      // Also where a connection was lost meanwhile: what the last one did not get is still to be asked.
      if (welcome) settle();
    };
    void run();
  };

  const look = (collection: string, records: Parameters<Observer['look']>[1]): void => {
    if (welcome) observer.look(collection, records, welcome.profile);
  };

  /** All records of a collection, page by page; one that is refused is asked again. False where the answer is void. */
  const readAll = async (collection: string, valid: () => boolean, put: Replica['put']): Promise<boolean> => {
    // By what never changes, so that nothing moves from one page to another meanwhile.
    const byAge = productCatalog.named(collection)?.sorts.find(({ by }) => by.join() === 'createdAt');
    const sort: object = byAge ? { sort: sortName(byAge) } : {};
    for (let cursor: string | null = null; ;) {
      const page: QueryAnswer = await ask('query', { collection, limit: 100, cursor, ...sort });
      if (!valid()) return false;
      if (!page.ok) {
        await pause(refusedMs);
        continue;
      }
      look(collection, page.records);
      put(collection, page.records, page.seq);
      ({ cursor } = page);
      if (cursor === null) return true;
    }
  };

  /** A field has come back into use: what records hold in it was left out of the changes meanwhile. */
  const readAgain = (collections: ReturnType<Replica['toReadAgain']>): void =>
    whileValid(async (valid) => {
      note('collections read again for a field that came back');
      for (const [collection, times] of collections) {
        if (!(await readAll(collection, valid, replica.putAgain))) return false;
        replica.wasReadAgain(collection, times);
      }
      return true;
    });

  const startOver = (from: StartingPoint): void => {
    replica.startOver(from);
    whileValid(async (valid) => {
      note('loads');
      const collections = new Set([...replica.scopes()].map((scope) => scope.split(':')[0] ?? ''));
      for (const collection of collections) if (!(await readAll(collection, valid, replica.put))) return false;
      replica.loaded();
      return true;
    });
  };

  const fetchMissed = (from: number): void =>
    whileValid(async (valid) => {
      note('syncs');
      replica.awaitMissed();
      for (let since = from; ;) {
        const answer: SyncAnswer = await ask('sync', { epoch: replica.epoch(), since });
        if (!valid() || !answer.ok) return false;
        if ('resync' in answer) {
          note(`resyncs: ${answer.reason}`);
          startOver({ epoch: answer.epoch, seq: answer.upTo, heads: answer.heads, scopes: welcome?.scopes ?? [] });
          return true;
        }
        replica.receiveMissed(answer.frame ? read(answer.frame) : answer.changes, since);
        since = answer.upTo;
        if (answer.more) continue;
        replica.caughtUp(answer.upTo, answer.heads);
        return true;
      }
    });

  const fetchUnknown = (): void => {
    const wanted = replica.unknown();
    whileValid(async (valid) => {
      note('records got by id');
      for (const { collection, id } of wanted) {
        const answer: GetAnswer = await ask('get', { collection, ids: [id] });
        if (!valid() || !answer.ok) return false;
        look(collection, answer.records);
        replica.forgetUnknown(collection, id);
        replica.putAgain(collection, answer.records, answer.seq);
      }
      return true;
    });
  };

  /** Who finds other scopes after a while, and asks what was missed, has to be told to start over. */
  const tryToMissNothing = (epoch: string, since: number): void =>
    whileValid(async (valid) => {
      const answer: SyncAnswer = await ask('sync', { epoch, since });
      if (!valid() || !answer.ok) return false;
      if (!('resync' in answer)) complain('was told what it missed, though its access is another one now');
      return true;
    });

  const settle = (): void => {
    if (busy > 0 || replica.isLoading()) return;
    const since = replica.missingSince();
    if (since !== null) {
      // The protocol allows for it; a server that sends in order over a line that keeps order has no excuse.
      complain(`something is missing on an open connection: ${replica.gap().slice(0, 3).join(', ')}`);
      fetchMissed(since);
    } else if (replica.unknown().length > 0) fetchUnknown();
    else if (replica.toReadAgain().length > 0) readAgain(replica.toReadAgain());
  };

  return {
    onWelcome: (given) => {
      turn += 1;
      welcome = given;
      replica.awaitNothing();
      const isFirst = replica.epoch() === '';
      if (given.changed) note('changes of access');
      if (isFirst || given.changed || given.epoch !== replica.epoch() || replica.isLoading()) return startOver(given);
      const since = replica.missingSince(given.heads);
      if (!replica.sameScopes(given)) {
        // Before everything is forgotten: from here on it would be told of nothing at all.
        const from = since ?? replica.knownTo();
        startOver(given);
        tryToMissNothing(given.epoch, from);
      } else if (since !== null) fetchMissed(since);
      else settle();
    },
    onChanges: settle,
    cut: () => {
      turn += 1;
      welcome = null;
    },
    isBusy: () => busy > 0,
  };
};
