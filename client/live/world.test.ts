// A tenant in memory behind a real Socket.IO server, small enough to see through, that can be told to misbehave.
// It has no tests of its own: the tests beside it import `world`.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createRoot } from 'solid-js';
import { Server, type Socket } from 'socket.io';
import type { Actor, Moment } from '#shared/actor.ts';
import { audienceOf, present, presentPatch, scopesOf } from '#shared/can.ts';
import {
  protocolVersion,
  type Change,
  type ClientEvents,
  type Mutation,
  type MutationAnswer,
  type ServerEvents,
  type Welcome,
} from '#shared/change.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { dayOf } from '#shared/days.ts';
import { compileFilter, parseFilter } from '#shared/filter.ts';
import { collectionNamed, collections, moduleCommands } from '#shared/modules/index.ts';
import { compareKeys, orderKeyOf, parseSort } from '#shared/order.ts';
import { derivedCommands, plan, runnable } from '#shared/plan.ts';
import { Refusal, notFound, type RefusalData } from '#shared/refusal.ts';
import { createLive } from './live.ts';
import type { ConnectionState, Live, LiveEvent, LiveOptions } from './types.ts';

// Solid needs the browser's build of everything, under which `ws` is a stub: take its real server by file.
const { Server: wsEngine } = createRequire(import.meta.url)(
  join(import.meta.dirname, '..', '..', 'node_modules', 'ws', 'index.js'),
) as { Server: new () => unknown };

export const timeZone = 'Asia/Kolkata';
export const clinicA = '00000000-0000-4000-8000-00000000000a';
export const clinicB = '00000000-0000-4000-8000-00000000000b';

type Row = {
  seq: number;
  at: string;
  mid: string;
  by: Actor;
  command: string;
  reason: string | null;
  definition: Collection;
  id: string;
  version: number;
  op: 'create' | 'update' | 'delete' | 'restore';
  before: string[];
  after: string[];
  prevs: Record<string, number>;
  patch: Record<string, unknown>;
  old: AnyRecord | null;
  next: AnyRecord;
  parent: AnyRecord | null;
};
type Wire = Socket<ClientEvents, ServerEvents>;
type Seat = {
  readonly who: Actor;
  readonly socket: Wire;
  deliver: ((changes: Change[], emit: (changes: Change[]) => void) => void) | null;
};

const commands = new Map(
  [...collections.flatMap(derivedCommands), ...moduleCommands.map(runnable)].map((command) => [command.name, command]),
);
const modules = collections.map((definition) => definition.name);

export const person = (name: string, role: Actor['role'], clinicIds: string[] = []): Actor => ({
  id: randomUUID(),
  name,
  role,
  clinicIds,
  modules,
});

const refusalOf = (error: unknown): RefusalData => {
  if (error instanceof Refusal) return error.toJSON();
  console.error(error);
  return { code: 'DEFECT', message: String(error) };
};

export type Tenant = ReturnType<typeof createTenant>;

const createTenant = (people: Actor[]) => {
  const tables = new Map<string, Map<string, AnyRecord>>();
  const fieldVersions = new Map<string, Map<string, number>>();
  const answers = new Map<string, MutationAnswer>();
  const seats = new Set<Seat>();
  const asked: { who: string; event: string; payload: unknown }[] = [];
  let log: Row[] = [];
  let heads: Record<string, number> = {};
  let seq = 0;
  let epoch = 'first';
  const faults = {
    /** Answers nothing to these events, of these people. */
    silent: null as ((event: string, who: Actor) => boolean) | null,
    /** Called before an answer leaves; wait in it to let changes overtake. */
    beforeAnswer: null as ((event: string, who: Actor) => Promise<void> | undefined) | null,
    refuse: null as ((mutation: Mutation) => RefusalData | null) | null,
    unauthenticated: false,
    /** Cannot reach the server. */
    away: null as Actor | null,
    protocol: protocolVersion,
    tooFar: false,
    expiresInMs: 3_600_000,
  };

  const table = (definition: Collection): Map<string, AnyRecord> => {
    let rows = tables.get(definition.name);
    if (!rows) tables.set(definition.name, (rows = new Map()));
    return rows;
  };
  const momentOf = (who: Actor): Moment => ({
    now: new Date().toISOString(),
    today: dayOf(new Date(), timeZone),
    timeZone,
    me: who.id,
  });
  const parentOf = (definition: Collection, record: AnyRecord): AnyRecord | null =>
    definition.parent
      ? (table(definition.parent.collection()).get(String(record[definition.parent.field])) ?? null)
      : null;
  const held = (who: Actor): string[] => audienceOf(who, collections);
  const seen = (who: Actor, definition: Collection, record: AnyRecord): AnyRecord | null =>
    present(definition, record, held(who), parentOf(definition, record));

  const changesFor = (row: Row, scopes: readonly string[]): Change[] =>
    [...new Set([...row.before, ...row.after])].flatMap((scope): Change[] => {
      if (!scopes.includes(scope) || row.prevs[scope] === undefined) return [];
      const op = !row.after.includes(scope) ? 'remove' : row.before.includes(scope) ? 'patch' : 'upsert';
      const data =
        op === 'remove'
          ? null
          : op === 'patch'
            ? presentPatch(row.definition, row.patch, [scope])
            : present(row.definition, row.next, [scope], row.parent);
      return [
        {
          epoch,
          seq: row.seq,
          prev: row.prevs[scope] ?? 0,
          scope,
          collection: row.definition.name,
          id: row.id,
          version: row.version,
          op,
          data,
          by: { id: row.by.id, name: row.by.name },
          at: row.at,
          mid: row.mid,
        },
      ];
    });

  const announce = (rows: Row[]): void => {
    for (const seat of seats) {
      const changes = rows.flatMap((row) => changesFor(row, held(seat.who)));
      if (changes.length === 0) continue;
      const emit = (some: Change[]): void => {
        // As over a real wire: no object is shared with the server.
        if (some.length > 0) seat.socket.emit('change', ...structuredClone(some));
      };
      if (seat.deliver) seat.deliver(changes, emit);
      else emit(changes);
    }
  };

  const write = (row: Omit<Row, 'seq' | 'at' | 'before' | 'after' | 'prevs' | 'parent'>): Row => {
    seq += 1;
    const parent = parentOf(row.definition, row.next);
    const before = row.old ? scopesOf(row.definition, row.old, parent) : [];
    const after = scopesOf(row.definition, row.next, parent);
    const told = [...new Set([...before, ...after])];
    const prevs = Object.fromEntries(told.map((scope) => [scope, heads[scope] ?? 0]));
    for (const scope of told) heads[scope] = seq;
    table(row.definition).set(row.id, row.next);
    const full = { ...row, seq, at: new Date().toISOString(), before, after, prevs, parent };
    log.push(full);
    return full;
  };

  const run = (who: Actor, mutation: Mutation): MutationAnswer => {
    const stored = answers.get(mutation.mid);
    if (stored) return repeated(who, mutation, stored);
    const answer = attempt(who, mutation);
    answers.set(mutation.mid, answer);
    return answer;
  };

  /** What it made of the record is shown only to whoever sees that record now. */
  const repeated = (who: Actor, { name }: Mutation, answer: MutationAnswer): MutationAnswer => {
    const definition = commands.get(name)?.collection;
    if (!answer.ok || !answer.record || !definition) return answer;
    const current = table(definition).get(answer.record.id);
    return {
      ...answer,
      record: current && seen(who, definition, current) ? seen(who, definition, answer.record) : null,
    };
  };

  const attempt = (who: Actor, { mid, name, args, base }: Mutation): MutationAnswer => {
    try {
      const refused = faults.refuse?.({ mid, name, args });
      if (refused) return { ok: false, mid, error: refused };
      const command = commands.get(name);
      if (!command) throw new Refusal('BAD_REQUEST', `no command ${name}`);
      const definition = command.collection;
      const id = typeof args['id'] === 'string' ? args['id'] : randomUUID();
      const record = table(definition).get(id) ?? null;
      const { op, next, patch } = plan(command, { args, record, actor: who, moment: momentOf(who), newId: id });
      if (op === 'update' && Object.keys(patch).length === 0)
        return { ok: true, mid, seq, record: record && seen(who, definition, record) };
      const versions = fieldVersions.get(`${definition.name}/${id}`) ?? new Map<string, number>();
      for (const field of Object.keys(patch)) {
        if (typeof base === 'number' && op === 'update' && (versions.get(field) ?? 0) > base) {
          throw new Refusal('CONFLICT', 'Changed since.', {
            field,
            current: record?.[field],
            version: versions.get(field) ?? 0,
            by: log.findLast((row) => row.id === id && field in row.patch)?.by.name ?? '',
          });
        }
      }
      const version = (record?.version ?? 0) + 1;
      for (const field of Object.keys(patch)) versions.set(field, version);
      fieldVersions.set(`${definition.name}/${id}`, versions);
      const stamped = { ...next, version, updatedAt: new Date().toISOString(), updatedBy: who.id };
      const row = write({
        mid,
        by: who,
        command: name,
        reason: null,
        definition,
        id,
        version,
        op,
        patch: { ...patch, updatedAt: stamped.updatedAt, updatedBy: who.id },
        old: record,
        next: stamped,
      });
      announce([row]);
      return { ok: true, mid, seq: row.seq, record: seen(who, definition, stamped) };
    } catch (error) {
      return { ok: false, mid, error: refusalOf(error) };
    }
  };

  const visible = (who: Actor, definition: Collection): AnyRecord[] =>
    [...table(definition).values()].flatMap((record) => seen(who, definition, record) ?? []);
  const defined = (name: string): Collection => {
    const definition = collectionNamed(name);
    if (!definition) throw notFound(name);
    return definition;
  };

  const handlers = (who: Actor) => ({
    mutate: (mutation: Mutation) => run(who, mutation),
    sync: ({ epoch: theirs, since }: { epoch: string; since: number }) => {
      if (theirs !== epoch || faults.tooFar)
        return {
          ok: true,
          resync: true,
          reason: theirs === epoch ? 'too-far' : 'epoch',
          epoch,
          upTo: seq,
          heads: { ...heads },
        };
      const rows = log.filter((row) => row.seq > since);
      const page = rows.slice(0, 3);
      const more = rows.length > page.length;
      return {
        ok: true,
        changes: page.flatMap((row) => changesFor(row, held(who))),
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
        seq,
      };
    },
    get: ({ collection, ids }: { collection: string; ids: readonly string[] }) => ({
      ok: true,
      records: structuredClone(visible(who, defined(collection)).filter((record) => ids.includes(record.id))),
      seq,
    }),
    facets: ({ collection, filter, by }: { collection: string; filter?: unknown; by: readonly string[] }) => {
      const definition = defined(collection);
      const test = compileFilter(parseFilter(filter ?? { all: [] }, definition), definition, momentOf(who));
      const counts = new Map<string, number>();
      for (const record of visible(who, definition).filter(test)) {
        const key = JSON.stringify(by.map((name) => record[name]));
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return { ok: true, rows: [...counts].map(([key, count]) => [...(JSON.parse(key) as unknown[]), count]), seq };
    },
    activity: ({ id, before = Infinity }: { id: string; before?: number }) => {
      const rows = log.filter((row) => row.id === id && row.seq < before).toReversed();
      return {
        ok: true,
        entries: rows.slice(0, 5).map((row) => ({
          seq: row.seq,
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
    refresh: () => ({ ok: true, expiresAt: new Date(Date.now() + faults.expiresInMs).toISOString() }),
  });

  const welcomeOf = (who: Actor, changed: boolean): Welcome => ({
    protocol: faults.protocol,
    epoch,
    seq,
    scopes: held(who),
    changed,
    heads: Object.fromEntries(Object.entries(heads).filter(([scope]) => held(who).includes(scope))),
    me: {
      id: who.id,
      name: who.name,
      email: `${who.name}@example.com`,
      role: who.role,
      clinicIds: who.clinicIds,
      tenant: { slug: 'smiles', name: 'Smiles', timeZone, modules: [...who.modules], accent: 'teal' },
    },
    expiresAt: new Date(Date.now() + faults.expiresInMs).toISOString(),
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
    heads: () => heads,
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
    restore: (): void => {
      epoch = randomUUID();
      log = [];
      heads = {};
    },
    forge: (definition: Collection, record: AnyRecord): void => void table(definition).set(record.id, record),
  };
};

export type Joined = {
  readonly who: Actor;
  readonly live: Live;
  readonly events: LiveEvent[];
  root<T>(work: () => T): T;
};

/** Ana is an admin; Ben works in clinic A; Cleo in both clinics. `join` opens the workspace for one of them. */
export const world = async (t: TestContext) => {
  const ana = person('Ana', 'admin');
  const ben = person('Ben', 'clinic_staff', [clinicA]);
  const cleo = person('Cleo', 'clinic_staff', [clinicA, clinicB]);
  const tenant = createTenant([ana, ben, cleo]);
  const http = createServer();
  const sockets = new Server<ClientEvents, ServerEvents>(http, {
    path: '/smiles/socket.io',
    transports: ['websocket'],
    wsEngine,
    pingInterval: 500,
    pingTimeout: 400,
  });
  sockets.use((socket, next) => {
    if (tenant.faults.away && (socket.handshake.auth as { token?: unknown }).token === tenant.faults.away.id)
      return next(new Error('away'));
    if (!tenant.faults.unauthenticated) return next();
    next(Object.assign(new Error('no'), { data: { code: 'UNAUTHENTICATED' } }));
  });
  sockets.on('connection', tenant.seat);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const disposals: (() => void)[] = [];
  t.after(async () => {
    for (const dispose of disposals) dispose();
    await sockets.close();
  });

  const join = async (
    who: Actor,
    more: Partial<LiveOptions> = {},
    waitFor: ConnectionState = 'live',
  ): Promise<Joined> => {
    const refreshSession = () => Promise.resolve({ ok: false });
    const live = createLive({ tenant: 'smiles', origin, token: () => who.id, refreshSession, ...more });
    const events: LiveEvent[] = [];
    live.onEvent((event) => events.push(event));
    disposals.push(live.close);
    await until(() => live.state() === waitFor);
    return {
      who,
      live,
      events,
      root: (work) =>
        createRoot((dispose) => {
          disposals.unshift(dispose);
          return work();
        }),
    };
  };

  return { ana, ben, cleo, tenant, join, sockets };
};

export const until = async (holds: () => boolean, withinMs = 4_000): Promise<void> => {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`did not come true within ${withinMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
};

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let phones = 0;
export const newLead = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => {
  phones += 1;
  return { name, phone: `98430${String(10_000 + phones)}`, clinicId: clinicA, ...more };
};

/** The id of a lead that somebody made elsewhere. */
export const make = (tenant: Tenant, who: Actor, name: string, more: Record<string, unknown> = {}): string => {
  const answer = tenant.mutate(who, 'leads.create', newLead(name, more));
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record.id;
};

export const many = (tenant: Tenant, who: Actor, count: number): string[] =>
  Array.from({ length: count }, (_, n) => make(tenant, who, `Lead ${String(n).padStart(4, '0')}`));
