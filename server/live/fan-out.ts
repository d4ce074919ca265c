import type { Server } from 'socket.io';
import type { Catalog } from '#shared/catalog.ts';
import type { Change, ClientEvents, ServerEvents } from '#shared/protocol.ts';
import { reportDefect, type Log } from '#server/log.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { changesFor } from './changes.ts';
import { framesFor, largestFrame } from './frames.ts';
import type { ScopeNumbers } from './scope-numbers.ts';
import { createToldTexts, type Told } from './told-texts.ts';
import type { BusEvents } from './cluster-bus.ts';
import type { SocketData } from './socket-data.ts';

export type LiveServer = Server<ClientEvents, ServerEvents, BusEvents, SocketData>;

/** How changes are sent: each in full, as frames, or as frames without what was told before. */
export type ChangeForm = 1 | 2 | 3;

/** Everyone in this pod who holds exactly the same scopes, and is sent changes in the same form: they share one room. */
export type Audience = {
  readonly room: string;
  readonly scopes: ReadonlySet<string>;
  readonly form: ChangeForm;
  members: number;
  /** What all of its members were told and keep. */
  readonly told: Told;
};

/** Rooms for which some scopes mean the same, which of those they hold, and what each of them was told. */
type Group = {
  readonly rooms: string[];
  readonly told: Told[];
  readonly scopes: ReadonlySet<string>;
  readonly form: ChangeForm;
};

/**
 * Audiences by which of these scopes they hold. Most differ in scopes of a person's own alone, and those are seldom
 * among what changes at one moment: what is made for a group is made, and encoded, once for all of it.
 */
export const groupAudiences = (audiences: Iterable<Audience>, touched: ReadonlySet<string>): Group[] => {
  const groups = new Map<string, Group>();
  for (const { room, told, scopes, form } of audiences) {
    const held = [...touched].filter((scope) => scopes.has(scope));
    if (held.length === 0) continue;
    const key = `${form}\n${held.join('\n')}`;
    const group = groups.get(key);
    if (group) {
      group.rooms.push(room);
      group.told.push(told);
    } else groups.set(key, { rooms: [room], told: [told], scopes: new Set(held), form });
  }
  return [...groups.values()];
};

export type FanOut = {
  readonly add: (row: LogRow) => void;
  /** Sends what is waiting now; before access changes, and at shutdown. */
  readonly flush: () => void;
  /** Sends the rest of what is being sent; before anyone comes into a room: it may refer to what they were not told. */
  readonly finish: () => void;
};

/** The shortest time between two frames to the same room, in milliseconds: longer where so many rows come in it. */
const shortest = 4;
const many = 8;
const shortestOfMany = 10;
/** Sending may take at most this part of the time: the next one waits this many times as long as the last took. */
const share = 1.5;
const longest = 100;
/**
 * So many rooms are sent to at once. Then other things have their turn: the database's answer to a write, say, does not
 * wait until hundreds of readers were sent what came before it.
 */
export const roomsAtOnce = 64;

/** What is made, and not yet sent to these rooms. */
type Part = { readonly rooms: number; readonly send: () => void };

/**
 * Sends rows to the audiences that may see them. The first row after a silence leaves at once; those that come while
 * a pod is busy sending leave together, in one frame for each group of audiences. The busier it is, the larger the
 * frames: what costs is not bytes but the system call for each reader.
 */
export const createFanOut = (
  io: LiveServer,
  audiences: ReadonlyMap<string, Audience>,
  epoch: () => string,
  catalog: () => Catalog,
  numberOf: ScopeNumbers,
  log: Log,
): FanOut => {
  let waiting: LogRow[] = [];
  const outgoing: Part[] = [];
  let scheduled: NodeJS.Timeout | NodeJS.Immediate | null = null;
  let notBefore = 0;
  /** Of what is being sent: how many rows, and how long it has taken. */
  let gathered = 0;
  let took = 0;
  const texts = createToldTexts();

  const attempt = (work: () => void, told: readonly Told[]): void => {
    try {
      work();
    } catch (error) {
      // In a timer it would end the process; these people find a gap in their numbers, the others notice nothing.
      reportDefect(log, error, 'fan-out');
      // It is not known what of it reached them.
      for (const one of told) one.length = 0;
    }
  };

  const make = (): void => {
    const rows = waiting;
    waiting = [];
    const touched = new Set(rows.flatMap(({ prevs }) => Object.keys(prevs)));
    for (const { rooms, told, scopes, form } of groupAudiences(audiences.values(), touched)) {
      const post = (send: (some: string[]) => void): void => {
        for (let from = 0; from < rooms.length; from += roomsAtOnce) {
          const some = rooms.slice(from, from + roomsAtOnce);
          outgoing.push({ rooms: some.length, send: () => attempt(() => send(some), told) });
        }
      };
      attempt(() => {
        if (form === 1) {
          const changes = changesFor(catalog(), rows, scopes, epoch());
          return post((some) => send(io, some, changes));
        }
        for (const frame of framesFor(catalog(), rows, { scopes, numberOf })) {
          const sent = form === 2 ? frame : texts.abridged(frame, told);
          post((some) => io.local.to(some).emit('frame', ...sent));
        }
      }, told);
    }
  };

  const finish = (): void => {
    for (const part of outgoing.splice(0)) part.send();
  };

  const sendSome = (): void => {
    scheduled = null;
    const started = performance.now();
    if (outgoing.length === 0) {
      if (waiting.length === 0) return;
      [gathered, took] = [waiting.length, 0];
      make();
    }
    for (let rooms = 0; rooms < roomsAtOnce;) {
      const part = outgoing.shift();
      if (!part) break;
      part.send();
      rooms += part.rooms;
    }
    const now = performance.now();
    took += now - started;
    if (outgoing.length > 0) {
      scheduled = setImmediate(sendSome);
      return;
    }
    const least = gathered < many ? shortest : shortestOfMany;
    notBefore = now + Math.min(Math.max(least, took * share), longest);
    if (waiting.length > 0) schedule();
  };

  const schedule = (): void => {
    const delay = notBefore - performance.now();
    scheduled = delay > 0 ? setTimeout(sendSome, delay) : setImmediate(sendSome);
  };

  return {
    finish,
    flush: () => {
      finish();
      if (waiting.length === 0) return;
      make();
      finish();
    },
    add: (row) => {
      waiting.push(row);
      if (!scheduled) schedule();
    },
  };
};

const send = (io: LiveServer, rooms: string[], changes: readonly Change[]): void => {
  for (let from = 0; from < changes.length;) {
    let to = Math.min(from + largestFrame, changes.length);
    // What one mutation did is shown together.
    while (to < changes.length && changes[to]?.mid === changes[to - 1]?.mid) to += 1;
    io.local.to(rooms).emit('change', ...changes.slice(from, to));
    from = to;
  }
};
