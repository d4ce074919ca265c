// A small tenant behind a real Socket.IO server, and people who join it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createRoot } from 'solid-js';
import { Server } from 'socket.io';
import type { Actor } from '#shared/actor.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { clinics } from '#shared/modules/clinics.ts';
import type { ClientEvents, ServerEvents } from '#shared/protocol.ts';
import { collections } from '#shared/modules/index.ts';
import { createLive } from '#client/live/live.ts';
import { createFakeTenant, type Tenant } from './fake-tenant.ts';
import type { Live, LiveEvent, LiveOptions } from '#client/live/types.ts';
import type { ConnectionState } from '#client/sync/connection.ts';

// Solid needs the browser's build of everything, under which `ws` is a stub: take its real server by file.
const { Server: wsEngine } = createRequire(import.meta.url)(
  join(import.meta.dirname, '..', '..', 'node_modules', 'ws', 'index.js'),
) as { Server: new () => unknown };

export const clinicA = '00000000-0000-4000-8000-00000000000a';
export const clinicB = '00000000-0000-4000-8000-00000000000b';

const modules = collections.map((definition) => definition.name);

export const person = (name: string, role: Actor['role'], clinicIds: string[] = []): Actor => ({
  id: randomUUID(),
  name,
  role,
  memberships: { clinics: clinicIds },
  modules,
});

export type Joined = {
  readonly who: Actor;
  readonly live: Live;
  readonly events: LiveEvent[];
  root<T>(work: () => T): T;
};

const clinic = (id: string): AnyRecord => ({
  id,
  version: 1,
  createdAt: '2026-11-01T00:00:00.000Z',
  createdBy: null,
  updatedAt: '2026-11-01T00:00:00.000Z',
  updatedBy: null,
  deletedAt: null,
  name: `Clinic ${id.slice(-1)}`,
  slug: id.slice(-1),
  isActive: true,
});

/** Ana is an admin; Ben works in clinic A; Cleo in both clinics. `join` opens the workspace for one of them. */
export const world = async (t: TestContext) => {
  const ana = person('Ana', 'admin');
  const ben = person('Ben', 'clinic_staff', [clinicA]);
  const cleo = person('Cleo', 'clinic_staff', [clinicA, clinicB]);
  const tenant = createFakeTenant([ana, ben, cleo]);
  for (const id of [clinicA, clinicB]) tenant.forge(clinics as unknown as Collection, clinic(id));
  const http = createServer();
  const lines = new Set<Socket>();
  http.on('connection', (line) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });
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
    // Each has a timer until it is closed, which a test that replaces the timers could not end.
    await Promise.all([...lines].map((line) => once(line, 'close')));
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

/** A busy machine takes its time: what holds at all holds long before. */
export const until = async (holds: () => boolean, withinMs = 30_000): Promise<void> => {
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

/** The id of a lead that `who` made elsewhere. */
export const make = (tenant: Tenant, who: Actor, name: string, more: Record<string, unknown> = {}): string => {
  const answer = tenant.mutate(who, 'leads.create', newLead(name, more));
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record.id;
};

export const many = (tenant: Tenant, who: Actor, count: number): string[] =>
  Array.from({ length: count }, (_, n) => make(tenant, who, `Lead ${String(n).padStart(4, '0')}`));
