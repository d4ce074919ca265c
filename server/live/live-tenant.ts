import type { Socket } from 'socket.io';
import { audienceOf } from '#shared/can.ts';
import { protocolVersion, type ClientEvents, type Profile, type ServerEvents, type Welcome } from '#shared/protocol.ts';
import { people } from '#shared/modules/index.ts';
import { personAfter, type Person } from '#shared/people.ts';
import { customRolesName, isTailoring, tailoringScopes } from '#shared/tailoring.ts';
import { Refusal } from '#shared/refusal.ts';
import type { SignedIn } from '#server/identity/authenticate.ts';
import { profileOf } from '#server/identity/people.ts';
import { isConnectionError } from '#server/database/errors.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import { reportDefect } from '#server/log.ts';
import { createFanOut, type LiveServer } from './fan-out.ts';
import { createAudiences } from './audiences.ts';
import type { BusEvents, ClusterBus } from './cluster-bus.ts';
import { changesAccess } from './access-changes.ts';
import { createCatchUp, type CatchUp } from './catch-up.ts';
import { createScopeNumbers, type ScopeNumbers } from './scope-numbers.ts';
import { createPresence, type PresenceBoard } from './presence.ts';
import { createSharedReads, type SharedReads } from './shared-reads.ts';
import type { SocketData } from './socket-data.ts';
import { namesItsReaders, sightOf, tailoringOf } from './tailoring.ts';
import { openFollower, type Follower } from '#server/changelog/follower.ts';

export type LiveSocket = Socket<ClientEvents, ServerEvents, BusEvents, SocketData>;

/** A tenant that has sockets in this pod. */
export type LiveTenant = {
  readonly tenant: Tenant;
  readonly follower: Follower;
  readonly presence: PresenceBoard;
  readonly reads: SharedReads<Tenant>;
  readonly catchUp: CatchUp;
  readonly numberOf: ScopeNumbers;
  readonly sockets: ReadonlySet<LiveSocket>;
  /** Reads who someone is, and until when that holds: what changes their access meanwhile makes it read again. */
  readonly admit: (read: () => Promise<SignedIn>) => Promise<Admitted>;
  /** Whether nothing has changed anyone's access since they were admitted. */
  readonly isCurrent: (admitted: Admitted) => boolean;
  /** Where a reader stands, who is admitted now: what a client is told first. */
  readonly welcomeOf: (reader: Reader) => Welcome;
  /** Puts a socket among those who hold its actor's scopes, and tells it where it stands. */
  readonly join: (socket: LiveSocket) => void;
  /** Someone asks over HTTP, and will again. */
  readonly visited: () => void;
  /** No socket is here, or about to be. */
  readonly isEmpty: () => boolean;
  /** It was closed: a new socket needs another one. */
  readonly isClosed: () => boolean;
  /** Grants everyone what the tenant's plan gives by now, where that has changed. */
  readonly followPlan: () => void;
  readonly leave: (socket: LiveSocket) => void;
  readonly end: (socket: LiveSocket, reason: Parameters<ServerEvents['ended']>[0]) => void;
  readonly flush: () => void;
  readonly close: () => void;
};

/** Someone whose access was read at a known point of the log. */
export type Admitted = SignedIn & { readonly admittedAt: number };

type Reader = {
  /** The scopes that they hold, sorted. */
  readonly scopes: readonly string[];
  readonly profile: Profile;
  readonly expiresAt: string;
  /** The tailoring that their client holds already. */
  readonly held: SocketData['held'];
};

const mostReadings = 10;
/** Between being admitted and coming in, in milliseconds; a socket that takes longer is not coming. */
const longestStep = 1_000;
/** Who asks over HTTP asks again within ten seconds; a tenant stays open for so long, in milliseconds. */
const betweenVisits = 15_000;

export const openLiveTenant = async (io: LiveServer, tenant: Tenant, pods: ClusterBus): Promise<LiveTenant> => {
  const audiences = createAudiences(`${tenant.info.slug}/${tenant.info.id}`);
  const sockets = new Set<LiveSocket>();
  const numberOf = createScopeNumbers();
  const fanOut = createFanOut(
    io,
    audiences.held,
    () => follower.epoch(),
    () => tenant.catalog,
    numberOf,
    tenant.log,
  );
  /** Grows whenever a row changes who may see what. */
  let accessChanges = 0;
  let admitting = 0;
  /** Someone is expected until then, by a clock that is never set back. */
  let openUntil = -Infinity;
  let closed = false;
  /** A change of the tailoring was sent to no reader, so what a client says that it holds may lack it. */
  let isHeldDoubtful = false;

  /** Whether the catalog has every change that the follower has handed on: no one is told of a number without it. */
  const isCatalogCurrent = (): boolean => tenant.catalogs.reflects(follower.epoch(), follower.heads(tailoringScopes));

  const welcomeOf: LiveTenant['welcomeOf'] = ({ scopes, profile, expiresAt, held }) => ({
    protocol: protocolVersion,
    epoch: follower.epoch(),
    seq: follower.seq(),
    heads: follower.heads(scopes),
    scopes,
    tailoring: tailoringOf(tenant, { scopes, epoch: follower.epoch(), held: isHeldDoubtful ? null : held }),
    changed: false,
    profile,
    expiresAt,
    now: new Date().toISOString(),
  });

  const welcome = (socket: LiveSocket, changed: boolean): void => {
    const { audience, profile, expiresAt, held } = socket.data;
    const scopes = [...audience.scopes];
    const numbers = audience.form === 1 ? {} : { numbers: scopes.map(numberOf) };
    const message = { ...welcomeOf({ scopes, profile, expiresAt, held }), ...numbers };
    if (changed) {
      // Its client holds what this socket was sent so far: a welcome, and each change since that it saw.
      const sent = { epoch: message.epoch, version: tenant.catalogs.version(), sight: socket.data.sight };
      const tailoring = tailoringOf(tenant, { scopes, epoch: message.epoch, held: sent });
      socket.emit('welcome', { ...message, tailoring, changed });
    } else socket.emit('welcome', message);
    socket.data.sight = sightOf(scopes);
    presence.show(socket);
  };

  const enter = (socket: LiveSocket): void => {
    const { form, actor } = socket.data;
    const scopes = audienceOf(actor, tenant.catalog.collections);
    // What is under way may refer to what a newcomer was not told.
    fanOut.finish();
    const audience = audiences.enter(scopes, form);
    socket.data.audience = audience;
    void socket.join(audience.room);
  };

  const exit = (socket: LiveSocket): void => {
    const { audience } = socket.data;
    void socket.leave(audience.room);
    audiences.exit(audience);
  };

  const end: LiveTenant['end'] = (socket, reason) => {
    socket.emit('ended', reason);
    leave(socket);
    socket.disconnect(true);
  };

  const leave = (socket: LiveSocket): void => {
    if (!sockets.delete(socket)) return;
    if (socket.data.expiry) clearTimeout(socket.data.expiry);
    presence.close(socket);
    exit(socket);
  };

  /** Access that a row changed is in force before the next row is sent to anyone. */
  const onChange = (row: LogRow): void => {
    if (row.collection === 'sessions') {
      for (const socket of sockets) if (socket.data.sessionId === row.id) end(socket, 'signed-out');
      return;
    }
    if (row.collection !== people.name || row.op === 'create') return;
    for (const socket of sockets) {
      if (socket.data.principal.kind !== 'user' || socket.data.principal.id !== row.id) continue;
      const person = personAfter(people, socket.data.person, row.patch);
      if (row.op === 'delete' || !person.active) end(socket, 'deactivated');
      else regrant(socket, person);
    }
  };

  const regrant = (socket: LiveSocket, person: Person): void => {
    if (JSON.stringify(person) !== JSON.stringify(socket.data.person)) grant(socket, person);
  };

  /** What a role of the tenant's own says is in force for those who have it before the next row is sent. */
  const regrantRole = (id: string): void => {
    for (const socket of sockets) if (socket.data.person.customRole === id) grant(socket, socket.data.person);
  };

  const grant = (socket: LiveSocket, person: Person): void => {
    // What they have open may not be theirs to see any more; their screen says again what is.
    presence.close(socket);
    exit(socket);
    socket.data.person = person;
    socket.data.actor = actorOf(tenant, person);
    socket.data.profile = profileOf(person, tenant);
    enter(socket);
    welcome(socket, true);
  };

  const expect = (forMs: number): void => void (openUntil = Math.max(openUntil, performance.now() + forMs));

  let modules = tenant.info.modules.join();

  const followPlan = (): void => {
    const now = tenant.info.modules.join();
    if (now === modules) return;
    modules = now;
    fanOut.flush();
    accessChanges += 1;
    for (const socket of sockets) grant(socket, socket.data.person);
  };

  const admit: LiveTenant['admit'] = async (read) => {
    admitting += 1;
    try {
      for (let readings = 0; readings < mostReadings; readings += 1) {
        const admittedAt = accessChanges;
        const signedIn = await read();
        // Whatever was known to the database then is known here now, so no old row will be taken for a new one later.
        await follower.catchUp();
        if (!isCatalogCurrent()) await tenant.catalogs.refresh();
        if (admittedAt === accessChanges && isCatalogCurrent()) return { ...signedIn, admittedAt };
      }
      throw new Refusal('UNAVAILABLE', 'Your access is changing at this moment. Try again.');
    } finally {
      admitting -= 1;
      expect(longestStep);
    }
  };

  /** What came before is sent as it was then; what comes after, under the new catalog, from whichever pod it comes. */
  const retailor = (row: LogRow): void => {
    fanOut.flush();
    const isWhole = tenant.catalogs.apply([row]);
    if (!isWhole) readCatalog();
    if (!namesItsReaders(row)) isHeldDoubtful = true;
    else if (isWhole) return;
    // The following rows may hold fields that are not known here, or to those who were not sent this one: everyone
    // connects again, and is welcomed with all of it.
    for (const socket of sockets) end(socket, 'draining');
  };

  const readCatalog = (): void => {
    tenant.catalogs.refresh().catch((error: unknown) => {
      if (!isConnectionError(error)) reportDefect(tenant.log, error, 'catalog');
    });
  };

  const onRow = (row: LogRow): void => {
    if (changesAccess(row)) {
      fanOut.flush();
      accessChanges += 1;
      onChange(row);
    }
    if (isTailoring(row.collection)) retailor(row);
    if (row.collection === customRolesName) regrantRole(row.id);
    catchUp.onRow(row);
    fanOut.add(row);
    presence.onChange(row);
  };

  // What was sent belongs to a past that is no more, grants included: everyone connects again and their access is read again.
  const onEpoch = (): void => {
    accessChanges += 1;
    catchUp.clear();
    tenant.catalogs.invalidate();
    readCatalog();
    for (const socket of sockets) end(socket, 'draining');
  };

  const follower = await openFollower(tenant, { onRow, onEpoch });
  const presence = createPresence(io, (items) => pods.viewing(tenant.info.id, items), audiences.held);
  const catchUp = createCatchUp(tenant, follower, numberOf);
  // Not older than where the log is followed from: each change of it is taken in from there on.
  await tenant.catalogs.refresh();
  const unfollow = tenant.catalogs.follow();
  const unsubscribe = tenant.committed.subscribe(follower.push);

  return {
    tenant,
    follower,
    presence,
    sockets,
    leave,
    end,
    reads: createSharedReads(follower.seq, tenant.reserve),
    catchUp,
    numberOf,
    flush: fanOut.flush,
    admit,
    isCurrent: ({ admittedAt }) => admittedAt === accessChanges && isCatalogCurrent(),
    welcomeOf,
    isClosed: () => closed,
    followPlan,
    visited: () => expect(betweenVisits),
    isEmpty: () => sockets.size + admitting === 0 && performance.now() > openUntil,
    join: (socket) => {
      // Access or the catalog changed, or this tenant was closed, in the moment between being admitted and coming in.
      if (closed || socket.data.admittedAt !== accessChanges || !isCatalogCurrent()) return end(socket, 'draining');
      sockets.add(socket);
      enter(socket);
      welcome(socket, false);
    },
    close: () => {
      closed = true;
      unsubscribe();
      unfollow();
      follower.close();
      presence.stop();
      catchUp.clear();
    },
  };
};
