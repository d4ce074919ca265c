import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from 'socket.io';
import { maxMessageBytes } from '#shared/protocol.ts';
import { isTooDeep } from '#shared/json.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { reportDefect, type Log } from '#server/log.ts';
import { authenticate } from '#server/identity/authenticate.ts';
import { hostOf, originAllowed } from '#server/identity/csrf.ts';
import { isConnectionError, isClosed } from '#server/database/errors.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import { createTokenBucket, consume } from './token-bucket.ts';
import type { LiveServer } from './fan-out.ts';
import { openLiveTenant, type Admitted, type LiveSocket, type LiveTenant } from './live-tenant.ts';
import { connectPeers } from './peers.ts';
import { requests } from './requests.ts';
import { credentials } from './handshake.ts';
import { startMaintenanceLoop } from './maintenance-loop.ts';
import type { SocketData } from './socket-data.ts';

export type Live = {
  /** Stops taking sockets, sends what is due, asks everyone to reconnect elsewhere. */
  readonly close: () => Promise<void>;
  readonly sockets: () => number;
};

type Options = {
  readonly httpServer: HttpServer;
  readonly config: Config;
  readonly tenants: TenantPool;
  readonly log: Log;
  /** Called with what other pods commit, in whichever tenant. */
  readonly onPeerCommitted: (tenantId: string, rows: readonly LogRow[]) => void;
};

const enginePath = '/socket.io/';
/** How long those who are sent away have for taking what was sent to them, in milliseconds. */
const farewell = 1_000;

export const createLive = ({ httpServer, config, tenants, log, onPeerCommitted }: Options): Live => {
  // By id: another tenant may come to have the same place in addresses, here or in another product on this Redis.
  const open = new Map<string, Promise<LiveTenant>>();
  let closing = false;
  // Before Socket.IO's own listener: it knows one path, and a tenant's is below its slug.
  httpServer.prependListener('upgrade', (request: IncomingMessage, duplex: Duplex) => routeUpgrade(request, duplex));
  const io: LiveServer = new Server(httpServer, {
    path: enginePath,
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    perMessageDeflate: false,
    destroyUpgrade: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    allowRequest: (request, answer) =>
      answer(originRefused(request, config) ? 'origin' : null, originRefused(request, config) === false),
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
  const liveTenant = (tenant: Tenant): Promise<LiveTenant> => {
    const { id } = tenant.info;
    const held = open.get(id);
    if (held) return held;
    const opening = openLiveTenant(io, tenant, peers.bus);
    open.set(id, opening);
    opening.catch(() => open.delete(id));
    return opening;
  };

  io.use(async (socket, next) => {
    try {
      const { slug, token, header, ...said } = credentials(socket);
      if (closing) throw leaving();
      const tenant = await tenants.open(slug);
      if (!tenant) throw noTenant();
      if (header !== undefined && header !== slug)
        throw new Refusal('TENANT_MISMATCH', 'X-Tenant-ID names another tenant.');
      if (!token) throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
      let live = await liveTenant(tenant);
      // It was closed in the moment of waiting for it. Between this look and being admitted there is none.
      while (live.isClosed()) {
        if (closing) throw leaving();
        live = await liveTenant(tenant);
      }
      prepare(socket, await live.admit(() => authenticate(tenant, token, { config, tenants })), live, said, config);
      next();
    } catch (error) {
      // A socket that was connecting when the databases closed finds another pod.
      next(connectError(closing && isClosed(error) ? leaving() : error, log));
    }
  });

  io.on('connection', (socket) => {
    const { live } = socket.data;
    socket.on('disconnect', () => live.leave(socket));
    serve(socket, { config, tenants, log });
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

/** CORS does not cover WebSockets: any page could open one with its visitor's cookies. */
const originRefused = (request: IncomingMessage, config: Config): boolean => {
  const { origin } = request.headers;
  return origin !== undefined && !originAllowed(origin, hostOf(request.headers, config), config);
};

const prepare = (
  socket: LiveSocket,
  admitted: Admitted,
  live: LiveTenant,
  said: Pick<SocketData, 'held' | 'form'>,
  config: Config,
): void => {
  const data: Omit<SocketData, 'audience'> = {
    ...admitted,
    live,
    ...said,
    sight: '',
    expiry: null,
    tokenBucket: createTokenBucket(config.socketRate, Date.now()),
  };
  Object.assign(socket.data, data);
};

const connectError = (error: unknown, log: Log): Error => {
  const refusal = refusalOf(error) ?? {
    code: 'UNAVAILABLE',
    message: `Not available just now (${reportDefect(log, error, 'connect').details?.reference}).`,
  };
  return Object.assign(new Error(refusal.message), { data: refusal });
};

/** What was said on purpose, and a database that is away: no defect of ours. */
const refusalOf = (error: unknown): RefusalData | null => {
  if (error instanceof Refusal) return error.toJSON();
  if (!isConnectionError(error)) return null;
  return new Refusal('UNAVAILABLE', 'The database cannot be reached; try again in a moment.').toJSON();
};

const expireOnTime = (socket: LiveSocket): void => {
  const { data } = socket;
  if (!socket.connected) return;
  if (data.expiry) clearTimeout(data.expiry);
  data.expiry = setTimeout(
    () => data.live.end(socket, 'expired'),
    Math.max(0, Date.parse(data.expiresAt) - Date.now()),
  );
};

/** Past this many refused messages in a row a socket is not a person in a hurry any more. */
const maxRefusals = 500;

const serve = (socket: LiveSocket, { config, tenants, log }: Pick<Options, 'config' | 'tenants' | 'log'>): void => {
  let refusedInARow = 0;
  const answer = async (
    name: string,
    input: unknown,
    ack: unknown,
    work: (input: unknown) => Promise<object>,
  ): Promise<void> => {
    const reply = typeof ack === 'function' ? (ack as (answer: object) => void) : (): void => undefined;
    const mid = (input as { mid?: unknown } | null)?.mid;
    const echo = name === 'mutate' && typeof mid === 'string' ? { mid: mid.slice(0, 60) } : {};
    try {
      consume(socket.data.tokenBucket, config.socketRate, Date.now(), costOf(input, config.socketRate));
      if (isTooDeep(input)) throw new Refusal('BAD_REQUEST', 'The message is nested too deeply.');
      refusedInARow = 0;
      reply(await work(input));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) {
        if (refusal.code === 'RATE_LIMITED' && ++refusedInARow > maxRefusals)
          return socket.data.live.end(socket, 'too-fast');
        return reply({ ok: false, ...echo, error: refusal });
      }
      reply({ ok: false, ...echo, error: reportDefect(log, error, `socket ${name}`).toJSON() });
    }
  };
  for (const [name, handler] of Object.entries(requests)) {
    socket.on(
      name as 'view',
      (input: unknown, ack: unknown) => void answer(name, input, ack, (given) => handler(socket, given)),
    );
  }
  socket.on(
    'refresh',
    (input: unknown, ack: unknown) =>
      void answer('refresh', input, ack, async (given) => {
        const { token } = (given ?? {}) as { token?: unknown };
        if (typeof token !== 'string' || token === '')
          throw new Refusal('UNAUTHENTICATED', 'A fresh access token is expected.');
        const renewed = await authenticate(socket.data.live.tenant, token, { config, tenants });
        if (renewed.sessionId !== socket.data.sessionId)
          throw new Refusal('SESSION_ENDED', 'This token belongs to another session. Connect again.');
        socket.data.expiresAt = renewed.expiresAt;
        expireOnTime(socket);
        return { ok: true, expiresAt: renewed.expiresAt };
      }),
  );
};

/** How many mutations weigh as much as one message. */
const mutationsPerMessage = 20;

/** A frame of many mutations counts as several messages, and never as more than a socket can save up. */
const costOf = (input: unknown, rate: number): number => {
  const { mutations } = (input ?? {}) as { mutations?: unknown };
  return Array.isArray(mutations) ? Math.min(Math.max(1, Math.ceil(mutations.length / mutationsPerMessage)), rate) : 1;
};
