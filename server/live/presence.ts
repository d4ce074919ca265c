import type { Presence } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { groupAudiences, type Audience, type LiveServer } from './fan-out.ts';
import type { LiveSocket } from './live-tenant.ts';
import type { ViewedRecord } from './cluster-bus.ts';

type Person = ViewedRecord['people'][number];

type Viewed = {
  readonly collection: string;
  readonly id: string;
  scopes: readonly string[];
  readonly here: Map<LiveSocket, Person>;
  /** What other pods said, and until when it holds without being said again. */
  readonly elsewhere: Map<string, { readonly people: readonly Person[]; readonly until: number }>;
};

/** Who has which record open. Never logged, never certain: it may be late, and it fades by itself. */
export type PresenceBoard = {
  readonly open: (socket: LiveSocket, collection: string, id: string, scopes: readonly string[]) => void;
  readonly close: (socket: LiveSocket) => void;
  /** Tells a newcomer who is where. */
  readonly show: (socket: LiveSocket) => void;
  readonly onChange: (row: LogRow) => void;
  readonly onPeerMessage: (pod: string, items: readonly ViewedRecord[]) => void;
  /** Repeats what holds here and drops what peers no longer repeat; every ten seconds or so. */
  readonly renew: () => void;
  readonly stop: () => void;
};

const gatherFor = 200;
const lease = 30_000;

export const createPresence = (
  io: LiveServer,
  tellPods: (items: readonly ViewedRecord[]) => void,
  audiences: ReadonlyMap<string, Audience>,
): PresenceBoard => {
  const board = new Map<string, Viewed>();
  const openBy = new Map<LiveSocket, string>();
  const changed = new Set<string>();
  const changedHere = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const note = (key: string, here: boolean): void => {
    changed.add(key);
    if (here) changedHere.add(key);
    timer ??= setTimeout(send, gatherFor);
  };

  const send = (): void => {
    timer = null;
    const now = performance.now();
    const keys = [...changed];
    const items = keys.flatMap((key) => board.get(key) ?? []);
    const touched = new Set(items.flatMap((item) => item.scopes));
    for (const { rooms, scopes } of groupAudiences(audiences.values(), touched)) {
      const shown = items
        .filter((item) => item.scopes.some((scope) => scopes.has(scope)))
        .map((item) => presenceOf(item, now));
      if (shown.length > 0) io.local.to(rooms).volatile.emit('presence', ...shown);
    }
    tell([...changedHere]);
    changed.clear();
    changedHere.clear();
    for (const key of keys) sweep(key, now);
  };

  const tell = (keys: readonly string[]): void => {
    const items = keys
      .flatMap((key) => board.get(key) ?? [])
      .map(({ collection, id, scopes, here }) => ({ collection, id, scopes, people: [...here.values()] }));
    if (items.length > 0) tellPods(items);
  };

  const sweep = (key: string, now: number): void => {
    const item = board.get(key);
    if (!item) return;
    for (const [other, { until }] of item.elsewhere) if (until < now) item.elsewhere.delete(other);
    if (item.here.size === 0 && item.elsewhere.size === 0) board.delete(key);
  };

  const close = (socket: LiveSocket): void => {
    const key = openBy.get(socket);
    if (!key) return;
    openBy.delete(socket);
    board.get(key)?.here.delete(socket);
    note(key, true);
  };

  const entry = (collection: string, id: string, scopes: readonly string[]): Viewed => {
    const key = `${collection}/${id}`;
    const item = board.get(key) ?? { collection, id, scopes, here: new Map(), elsewhere: new Map() };
    item.scopes = scopes;
    board.set(key, item);
    return item;
  };

  return {
    close,
    open: (socket, collection, id, scopes) => {
      close(socket);
      entry(collection, id, scopes).here.set(socket, { id: socket.data.actor.id, name: socket.data.actor.name });
      openBy.set(socket, `${collection}/${id}`);
      note(`${collection}/${id}`, true);
    },
    show: (socket) => {
      const { scopes } = socket.data.audience;
      const items = [...board.values()].filter((item) => item.scopes.some((scope) => scopes.has(scope)));
      if (items.length > 0) socket.emit('presence', ...items.map((item) => presenceOf(item, performance.now())));
    },
    onChange: (row) => {
      // Who may know of it follows the record; those who lose it learn so from the change itself.
      const item = board.get(`${row.collection}/${row.id}`);
      if (item) item.scopes = row.after;
    },
    onPeerMessage: (other, items) => {
      const until = performance.now() + lease;
      for (const { collection, id, scopes, people } of items) {
        const { elsewhere } = entry(collection, id, scopes);
        if (people.length > 0) elsewhere.set(other, { people, until });
        else elsewhere.delete(other);
        note(`${collection}/${id}`, false);
      }
    },
    renew: () => {
      const now = performance.now();
      tell([...new Set(openBy.values())]);
      for (const [key, { elsewhere }] of board)
        if ([...elsewhere.values()].some(({ until }) => until < now)) note(key, false);
    },
    stop: () => {
      if (timer) clearTimeout(timer);
    },
  };
};

const presenceOf = ({ collection, id, here, elsewhere }: Viewed, now: number): Presence => {
  const others = [...elsewhere.values()].filter(({ until }) => until >= now).flatMap(({ people }) => people);
  const people = new Map([...here.values(), ...others].map((person) => [person.id, person]));
  return { collection, id, people: [...people.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
};
