import type { IncomingHttpHeaders, IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Server, type Socket } from 'socket.io';
import { maxMessageBytes } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { reportDefect, type Log } from '#server/log.ts';
import { authenticate, signedFor, type SignedIn } from '#server/identity/authenticate.ts';
import { hostAllowed, hostOf, originAllowed } from '#server/identity/csrf.ts';
import { isClosed } from '#server/database/errors.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { Limits } from '#server/limits.ts';
import { encodePartsOnce } from './encode-once.ts';
import type { LiveServer } from './fan-out.ts';
import { openLiveTenant, type Admitted, type LiveSocket, type LiveTenant } from './live-tenant.ts';
import { messageCost } from './message-cost.ts';
import { connectPeers } from './peers.ts';
import { addressOf, credentials, refuseToken } from './handshake.ts';
import { startMaintenanceLoop } from './maintenance-loop.ts';
import { createPendingConnections } from './pending-connections.ts';
import { createPeopleAllowances, type Allowance } from './people-allowances.ts';
import { refusalOf } from './refusal-of.ts';
import { createReplies } from './replies.ts';
import { expireOnTime, serve } from './serve.ts';
import type { SocketData } from './socket-data.ts';
import { answerVisit, type HttpEvent } from './visit.ts';

type EngineSocket = Socket['conn'];

export type Live = {
  /** Stops taking sockets, sends what is due, asks everyone to reconnect elsewhere. */
  readonly close: () => Promise<void>;
  readonly sockets: () => number;
  readonly visit: Visit;
};

/** Answers over HTTP what a socket would be answered. Throws a `Refusal`, those of `authenticate` among them. */
export type Visit = (tenant: Tenant, token: string, event: HttpEvent, input: unknown) => Promise<object>;

type Options = {
  readonly httpServer: HttpServer;
  readonly config: Config;
  readonly tenants: TenantPool;
  readonly limits: Pick<Limits, 'stranger'>;
  readonly log: Log;
  /** Called with what other pods commit, in whichever tenant. */
  readonly onPeerCommitted: (tenantId: string, rows: readonly LogRow[]) => void;
};

/** How long a connection may be open without saying whose it is, in milliseconds. */
const signInMs = 10_000;

const enginePath = '/socket.io/';
/** How long those who are sent away have for taking what was sent to them, in milliseconds. */
const farewell = 1_000;

export const createLive = ({ httpServer, config, tenants, limits, log, onPeerCommitted }: Options): Live => {
  // By id: another tenant may come to have the same place in addresses, here or in another product on this Redis.
  const open = new Map<string, Promise<LiveTenant>>();
  const people = createPeopleAllowances(config);
  const pending = createPendingConnections();
  /** Where each connection comes from, and what is called when it has signed in. */
  const arrivals = new WeakMap<object, { readonly address: string; readonly settled: () => void }>();
  let closing = false;
  // Before Socket.IO's own listener: it knows one path, and a tenant's is below its slug.
  httpServer.prependListener('upgrade', (request: IncomingMessage, duplex: Duplex) => routeUpgrade(request, duplex));
  const io: LiveServer = new Server(httpServer, {
    path: enginePath,
    transports: ['websocket'],
    serveClient: false,
    // What is larger than a message may be is refused with a reason; what is much larger closes the connection.
    maxHttpBufferSize: 4 * maxMessageBytes,
    perMessageDeflate: false,
    destroyUpgrade: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: signInMs,
    allowRequest: (request, answer) => {
      const isHere = hostAllowed(hostOf(request.headers, config), config);
      const refused = isHere ? (pending.isFull(addressOf(request, config)) ? 'busy' : null) : 'host';
      answer(refused, refused === null);
    },
  });
  io.engine.on('connection', (conn: EngineSocket) => {
    const address = addressOf(conn.request, config);
    const settled = pending.add(address);
    arrivals.set(conn, { address, settled });
    conn.once('close', settled);
  });
  const peers = connectPeers({
    io,
    config,
    tenants,
    log,
    onCommitted: (id, rows) => {
      onPeerCommitted(id, rows);
      void open.get(id)?.then(
        ({ follower }) => follower.push(rows),
        () => undefined,
      );
    },
  });
  encodePartsOnce(io);
  const replies = createReplies();

  const liveTenant = (tenant: Tenant): Promise<LiveTenant> => {
    const { id } = tenant.info;
    const held = open.get(id);
    if (held) return held;
    const opening = openLiveTenant(io, tenant, peers.bus);
    open.set(id, opening);
    opening.catch(() => open.delete(id));
    return opening;
  };

  /** One that was closed in the moment of waiting for it is opened again. Between this look and being admitted there is none. */
  const openTenant = async (tenant: Tenant): Promise<LiveTenant> => {
    for (;;) {
      if (closing) throw leaving();
      const live = await liveTenant(tenant);
      if (!live.isClosed()) return live;
    }
  };

  io.use(async (socket, next) => {
    try {
      requireOrigin(socket.handshake.headers, config);
      const { slug, token, header, ...said } = credentials(socket, config);
      const arrival = arrivals.get(socket.conn);
      if (closing) throw leaving();
      const userId = signedFor(token, slug, config);
      // Before anything is asked of a database: who is known counts as a person, anyone else by their address.
      if (userId === null) await limits.stranger.take(arrival?.address ?? '');
      const allowance = userId === null ? null : people(`${slug} ${userId}`);
      if (allowance) onceClosed(socket, allowance.enter());
      arrival?.settled();
      const tenant = await tenants.open(slug);
      if (!tenant) throw noTenant();
      if (header !== undefined && header !== slug)
        throw new Refusal('TENANT_MISMATCH', 'X-Tenant-ID names another tenant.');
      if (!token || !allowance) return refuseToken(token, slug, config);
      const live = await openTenant(tenant);
      prepare(socket, await live.admit(() => authenticate(tenant, token, { config, tenants })), live, said, allowance);
      next();
    } catch (error) {
      // A socket that was connecting when the databases closed finds another pod.
      next(connectError(closing && isClosed(error) ? leaving() : error, log));
    }
  });

  io.on('connection', (socket) => {
    const { live } = socket.data;
    socket.on('disconnect', () => live.leave(socket));
    serve(socket, { config, tenants, log, replies });
    live.join(socket);
    expireOnTime(socket);
  });

  io.on('viewing', (id, other, items) => {
    void open.get(id)?.then(
      ({ presence }) => presence.onPeerMessage(other, items),
      () => undefined,
    );
  });

  const stopWatching = startMaintenanceLoop({
    open,
    tenants,
    isLinked: peers.isLinked,
    log,
  });

  return {
    sockets: () => io.engine.clientsCount,
    visit: async (tenant, token, event, input) => {
      people(`${tenant.info.slug} ${signedFor(token, tenant.info.slug, config)}`).consume(
        messageCost(event, input, config.socketRate),
      );
      const signedIn = (): Promise<SignedIn> => authenticate(tenant, token, { config, tenants });
      return answerVisit(await openTenant(tenant), signedIn, { event, input, replies });
    },
    close: async () => {
      closing = true;
      stopWatching();
      const gone: Promise<void>[] = [];
      for (const opened of open.values()) {
        const live = await opened.catch(() => null);
        if (!live) continue;
        live.flush();
        for (const socket of live.sockets) {
          gone.push(new Promise((resolve) => void socket.conn.once('close', () => resolve())));
          live.end(socket, 'draining');
        }
        live.close();
      }
      // Closing the engine drops what it has not sent yet: the farewell, and the answers before it.
      await Promise.race([Promise.all(gone), pause(farewell)]);
      await io.close();
      peers.close();
    },
  };
};

/** Also where it was closed while it was being let in. */
const onceClosed = ({ conn }: LiveSocket, leave: () => void): void => {
  if (conn.readyState === 'open') conn.once('close', leave);
  else leave();
};

const leaving = (): Refusal => new Refusal('UNAVAILABLE', 'This server is stopping. Connect again.');
const noTenant = (): Refusal => new Refusal('NOT_FOUND', 'There is no such workspace.');

/** `/avmsmiles/socket.io/?…` becomes what Socket.IO listens to; the tenant travels beside it. */
const routeUpgrade = (request: IncomingMessage, duplex: Duplex): void => {
  const [, slug, rest] = /^\/([a-z0-9-]{1,60})\/socket\.io\/?(\?.*)?$/.exec(request.url ?? '') ?? [];
  if (!slug) {
    // Who never ends their side would otherwise keep the connection, and this pod, for ever.
    duplex.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => duplex.destroy());
    return;
  }
  request.headers['x-live-tenant'] = slug;
  request.url = `${enginePath}${rest ?? ''}`;
};

/**
 * CORS does not cover WebSockets: any page could open one with its visitor's cookies. Refused here and not with the
 * upgrade, of which a browser says nothing.
 */
const requireOrigin = (headers: IncomingHttpHeaders, config: Config): void => {
  const { origin } = headers;
  if (origin === undefined || originAllowed(origin, hostOf(headers, config), config)) return;
  throw new Refusal('FORBIDDEN', `${origin.slice(0, 100)} is not an address of this server. Add it to its ORIGINS.`);
};

const prepare = (
  socket: LiveSocket,
  admitted: Admitted,
  live: LiveTenant,
  said: Pick<SocketData, 'held' | 'form'>,
  allowance: Allowance,
): void => {
  const data: Omit<SocketData, 'audience'> = { ...admitted, live, ...said, sight: '', expiry: null, allowance };
  Object.assign(socket.data, data);
};

const connectError = (error: unknown, log: Log): Error => {
  const refusal = refusalOf(error) ?? {
    code: 'UNAVAILABLE',
    message: `Not available just now (${reportDefect(log, error, 'connect').details?.reference}).`,
  };
  return Object.assign(new Error(refusal.message), { data: refusal });
};
