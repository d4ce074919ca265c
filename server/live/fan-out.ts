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
};

/** The shortest time between two frames to the same room, in milliseconds: longer where so many rows come in it. */
const shortest = 4;
const many = 8;
const shortestOfMany = 10;
/** A flush may take at most this part of the time: the next one waits this many times as long as the last took. */
const share = 3;
const longest = 100;

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
  let scheduled: NodeJS.Timeout | NodeJS.Immediate | null = null;
  let notBefore = 0;
  const texts = createToldTexts();

  const flush = (): void => {
    scheduled = null;
    if (waiting.length === 0) return;
    const rows = waiting;
    waiting = [];
    const started = performance.now();
    const touched = new Set(rows.flatMap(({ prevs }) => Object.keys(prevs)));
    for (const { rooms, told, scopes, form } of groupAudiences(audiences.values(), touched)) {
      try {
        if (form === 1) send(io, rooms, changesFor(catalog(), rows, scopes, epoch()));
        else
          for (const frame of framesFor(catalog(), rows, { scopes, numberOf }))
            io.local.to(rooms).emit('frame', ...(form === 2 ? frame : texts.abridged(frame, told)));
      } catch (error) {
        // In a timer it would end the process; these people find a gap in their numbers, the others notice nothing.
        reportDefect(log, error, 'fan-out');
        // It is not known what of it reached them.
        for (const one of told) one.length = 0;
      }
    }
    const took = performance.now() - started;
    const least = rows.length < many ? shortest : shortestOfMany;
    notBefore = performance.now() + Math.min(Math.max(least, took * share), longest);
  };

  return {
    flush,
    add: (row) => {
      waiting.push(row);
      if (scheduled) return;
      const delay = notBefore - performance.now();
      scheduled = delay > 0 ? setTimeout(flush, delay) : setImmediate(flush);
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
