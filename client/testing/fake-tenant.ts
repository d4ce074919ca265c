import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import type { Actor } from '#shared/actor.ts';
import {
  protocolVersion,
  type Change,
  type ClientEvents,
  type Mutation,
  type MutationAnswer,
  type ServerEvents,
  type Welcome,
} from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { compileFilter, parseFilter } from '#shared/filter.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { compareKeys, orderKeyOf, parseSort } from '#shared/sort.ts';
import { Refusal, notFound, type RefusalData } from '#shared/refusal.ts';
import { createFakeDatabase, refusalOf, timeZone } from './fake-database.ts';
import type { Row } from './fake-log.ts';

type Wire = Socket<ClientEvents, ServerEvents>;
type Seat = {
  readonly who: Actor;
  readonly socket: Wire;
  deliver: ((changes: Change[], emit: (changes: Change[]) => void) => void) | null;
};

export type Tenant = ReturnType<typeof createFakeTenant>;

/** A tenant as a client meets it over a socket, which can be made to misbehave. */
export const createFakeTenant = (people: Actor[]) => {
  const seats = new Set<Seat>();
  const asked: { who: string; event: string; payload: unknown }[] = [];
  const faults = {
    /** Answers nothing to these events, of these people. */
    silent: null as ((event: string, who: Actor) => boolean) | null,
    /** Called before an answer leaves; wait in it to let changes overtake. */
    beforeAnswer: null as ((event: string, who: Actor) => Promise<void> | undefined) | null,
    refuse: null as ((mutation: Mutation) => RefusalData | null) | null,
    /** The pages that follow a first one are refused: their order is another one by now. */
    orderChanged: false,
    unauthenticated: false,
    /** Cannot reach the server. */
    away: null as Actor | null,
    protocol: protocolVersion,
    tooFar: false,
    expiresInMs: 3_600_000,
    /** How far the server's clock is ahead of the people's devices, which is this process's. */
    clockAheadMs: 0,
  };

  const serverNow = (): number => Date.now() + faults.clockAheadMs;

  const announce = (row: Row): void => {
    for (const seat of seats) {
      const changes = database.changesFor(row, held(seat.who));
      if (changes.length === 0) continue;
      const emit = (some: Change[]): void => {
        // As over a real wire: no object is shared with the server.
        if (some.length > 0) seat.socket.emit('change', ...structuredClone(some));
      };
      if (seat.deliver) seat.deliver(changes, emit);
      else emit(changes);
    }
  };

  const database = createFakeDatabase({
    refuse: (mutation) => faults.refuse?.(mutation) ?? null,
    announce,
    now: () => new Date(serverNow()),
  });
  const { run, table, held, visible, momentOf } = database;

  const defined = (name: string): Collection => {
    const definition = productCatalog.named(name);
    if (!definition) throw notFound(name);
    return definition;
  };

  const handlers = (who: Actor) => ({
    mutate: (mutation: Mutation) => run(who, mutation),
    mutateMany: ({ mutations }: { mutations: readonly Mutation[] }) => ({
      ok: true,
      answers: mutations.map((mutation) => run(who, mutation)),
    }),
    group: ({ group }: { group: string }) => ({ ok: true, mids: database.midsOf(who, group) }),
    sync: ({ epoch: theirs, since }: { epoch: string; since: number }) => {
      const { epoch, seq, heads } = database.now();
      if (theirs !== epoch || faults.tooFar)
        return {
          ok: true,
          resync: true,
          reason: theirs === epoch ? 'too-far' : 'epoch',
          epoch,
          upTo: seq,
          heads: { ...heads },
        };
      const rows = database.since(since);
      const page = rows.slice(0, 3);
      const more = rows.length > page.length;
      return {
        ok: true,
        changes: page.flatMap((row) => database.changesFor(row, held(who))),
        upTo: more ? (page.at(-1)?.seq ?? since) : seq,
        more,
        heads: { ...heads },
      };
    },
    query: ({
      collection,
      filter,
      sort,
      limit = 50,
      cursor,
    }: {
      collection: string;
      filter?: unknown;
      sort?: string;
      limit?: number;
      cursor?: string | null;
    }) => {
      const definition = defined(collection);
      const test = compileFilter(parseFilter(filter ?? { all: [] }, definition), definition, momentOf(who));
      const order = parseSort(sort ?? '', definition);
      const keyOf = (record: AnyRecord) => orderKeyOf(record, order, definition);
      if (cursor && faults.orderChanged) {
        faults.orderChanged = false;
        throw new Refusal('CONFLICT', 'The order has changed. Start from the first page.', { field: 'cursor' });
      }
      const after = cursor ? (JSON.parse(cursor) as ReturnType<typeof keyOf>) : null;
      const sorted = visible(who, definition)
        .filter(test)
        .sort((a, b) => compareKeys(keyOf(a), keyOf(b), order));
      const rest = after ? sorted.filter((record) => compareKeys(keyOf(record), after, order) > 0) : sorted;
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        ok: true,
        records: structuredClone(page),
        cursor: rest.length > limit && last ? JSON.stringify(keyOf(last)) : null,
        seq: database.now().seq,
      };
    },
    get: ({ collection, ids }: { collection: string; ids: readonly string[] }) => ({
      ok: true,
      records: structuredClone(visible(who, defined(collection)).filter((record) => ids.includes(record.id))),
      seq: database.now().seq,
    }),
    facets: ({ collection, filter, by }: { collection: string; filter?: unknown; by: readonly string[] }) => {
      const definition = defined(collection);
      const test = compileFilter(parseFilter(filter ?? { all: [] }, definition), definition, momentOf(who));
      const counts = new Map<string, number>();
      for (const record of visible(who, definition).filter(test)) {
        const key = JSON.stringify(by.map((name) => record[name]));
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return {
        ok: true,
        rows: [...counts].map(([key, count]) => [...(JSON.parse(key) as unknown[]), count]),
        seq: database.now().seq,
      };
    },
    activity: ({ id, before = Infinity }: { id: string; before?: number }) => {
      const rows = database
        .happenedTo(id)
        .filter((row) => row.seq < before)
        .toReversed();
      return {
        ok: true,
        entries: rows.slice(0, 5).map((row) => ({
          seq: row.seq,
          mid: row.mid,
          group: null,
          at: row.at,
          by: { id: row.by.id, name: row.by.name },
          command: row.command,
          reason: row.reason,
          op: row.op,
          fields: Object.fromEntries(
            Object.entries(row.patch).map(([name, to]) => [name, { from: row.old?.[name] ?? null, to }]),
          ),
        })),
        more: rows.length > 5,
      };
    },
    view: () => ({ ok: true }),
    refresh: () => ({ ok: true, expiresAt: new Date(serverNow() + faults.expiresInMs).toISOString() }),
  });

  const welcomeOf = (who: Actor, changed: boolean): Welcome => ({
    protocol: faults.protocol,
    epoch: database.now().epoch,
    seq: database.now().seq,
    scopes: held(who),
    tailoring: { version: 0, records: {} },
    changed,
    heads: Object.fromEntries(Object.entries(database.now().heads).filter(([scope]) => held(who).includes(scope))),
    profile: {
      id: who.id,
      name: who.name,
      email: `${who.name}@example.com`,
      role: who.role,
      memberships: who.memberships,
      tenant: { slug: 'smiles', name: 'Smiles', timeZone, modules: [...who.modules], accent: 'teal', currency: 'INR' },
    },
    expiresAt: new Date(serverNow() + faults.expiresInMs).toISOString(),
    now: new Date(serverNow()).toISOString(),
  });

  const seat = (socket: Wire): void => {
    const token = String((socket.handshake.auth as { token?: unknown }).token);
    const who = people.find((one) => one.id === token.split('#')[0]);
    if (!who) return void socket.disconnect();
    const mine: Seat = { who, socket, deliver: null };
    seats.add(mine);
    socket.on('disconnect', () => seats.delete(mine));
    for (const [event, handle] of Object.entries(handlers(who))) {
      socket.on(
        event as 'query',
        ((payload: never, ack: (answer: unknown) => void) => {
          asked.push({ who: who.name, event, payload });
          if (faults.silent?.(event, who)) return;
          let answer: unknown;
          try {
            answer = handle(payload);
          } catch (error) {
            answer = { ok: false, error: refusalOf(error) };
          }
          const wait = faults.beforeAnswer?.(event, who);
          if (wait) void wait.then(() => ack(answer));
          else ack(answer);
        }) as never,
      );
    }
    socket.emit('welcome', welcomeOf(who, false));
  };

  return {
    faults,
    asked,
    seats,
    run,
    heads: () => database.now().heads,
    seat,
    seatsOf: (who: Actor): Seat[] => [...seats].filter((one) => one.who === who),
    count: (event: string, who?: Actor): number =>
      asked.filter((one) => one.event === event && (!who || one.who === who.name)).length,
    all: (definition: Collection): Iterable<AnyRecord> => table(definition).values(),
    record: (definition: Collection, id: string): AnyRecord | undefined => table(definition).get(id),
    /** Written by a person through some other way than the client under test. */
    mutate: (who: Actor, name: string, args: Record<string, unknown>, base?: number): MutationAnswer =>
      run(who, { mid: randomUUID(), name, args, ...(base === undefined ? {} : { base }) }),
    /** What reaches a person from now on goes through here; null lets it through as it is. */
    intercept: (who: Actor, deliver: Seat['deliver']): void => {
      for (const one of seats) if (one.who === who) one.deliver = deliver;
    },
    grant: (who: Actor, next: Partial<Actor>): void => {
      Object.assign(who, next);
      for (const one of seats) if (one.who === who) one.socket.emit('welcome', welcomeOf(who, true));
    },
    /** The network drops: the client finds out, and comes back by itself. */
    cut: (who: Actor): void => {
      for (const one of seats) if (one.who === who) one.socket.conn.close();
    },
    restore: database.restore,
    forge: (definition: Collection, record: AnyRecord): void => void table(definition).set(record.id, record),
  };
};
