import { createMemo, createSignal, type Accessor } from 'solid-js';
import type { Change, Presence, SentFrame, Welcome } from '#shared/protocol.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import { backoff, politePause, uptime } from '#client/lib/pause.ts';
import { createHttpFallback } from './http-fallback.ts';
import { watchNetwork } from './network-status.ts';
import { askSocket, createSocket, type Handshake } from './requests.ts';
import type { RequestAnswer, RequestName, RequestPayload } from './requests.ts';

/**
 * `polling`: no socket comes through, and the server is asked every ten seconds instead. `offline`: nothing has answered
 * for a minute, or the device says that it has no network.
 */
export type ConnectionState = 'connecting' | 'live' | 'polling' | 'reconnecting' | 'offline' | 'ended';

export type Connection = {
  readonly state: Accessor<ConnectionState>;
  readonly staleSince: Accessor<number | null>;
  readonly endedBecause: Accessor<string | null>;
  /** Welcomed, so that asking makes sense. Being `live` comes after: when what was missed is here too. */
  readonly open: () => boolean;
  /** Null when no answer came that counts: cut off, not in time, or my access changed meanwhile. */
  ask<E extends RequestName>(event: E, payload: RequestPayload<E>, withinMs?: number): Promise<RequestAnswer<E> | null>;
  /** Everything missed has arrived. */
  caughtUp(): void;
  /** Something did not answer: no longer `live` until it does. */
  markStale(): void;
  end(reason: string): void;
  start(): void;
  close(): void;
};

type ConnectionHandlers = {
  /** Resolves when what was missed is here. */
  readonly onWelcome: (welcome: Welcome) => Promise<void>;
  /** From a server that does not know frames yet. */
  readonly onChanges: (changes: readonly Change[]) => void;
  readonly onFrame: (frame: SentFrame) => void;
  readonly onPresence: (presence: readonly Presence[]) => void;
  readonly onDisconnected: () => void;
  readonly onEnded: (reason: string) => void;
  readonly onTick: () => void;
  /** Asks the server something small; false when no answer comes. */
  readonly verify: () => Promise<boolean>;
  /** Renews the session; false when there is none. Throws when the server could not be asked. */
  readonly renew: () => Promise<boolean>;
};

/** How long many changes of one act wait for the connection; after that the state is `offline`. */
export const maxOfflineMs = 60_000;
/** Longer than the server lets pass between two pings. */
const silenceMs = 24_000;
const sessionCodes: readonly unknown[] = ['UNAUTHENTICATED', 'SESSION_ENDED'];
const finalCodes: readonly unknown[] = ['FORBIDDEN', 'TENANT_MISMATCH', 'NOT_FOUND'];
/** Everyone of a pod that stops comes back within this time, not at once. */
const drainMs = 2_000;

export const createConnection = (
  options: { readonly tenant: string; readonly origin?: string },
  /** What each new connection says of itself. */
  handshake: () => Handshake,
  handlers: ConnectionHandlers,
): Connection => {
  const [link, setLink] = createSignal<'connecting' | 'live' | 'cut'>('connecting');
  const [onLine, setOnLine] = createSignal(true);
  const [tooLong, setTooLong] = createSignal(false);
  const [ended, setEnded] = createSignal<string | null>(null);
  const [staleSince, setStaleSince] = createSignal<number | null>(null);
  const state = createMemo((): ConnectionState => {
    if (ended() !== null) return 'ended';
    if (!onLine() || tooLong()) return 'offline';
    const now = link();
    if (now === 'cut') return 'reconnecting';
    return now === 'live' && fallback.polling() ? 'polling' : now;
  });

  let welcomed = false;
  /** How often my access changed on an open connection. */
  let accessChanges = 0;
  let renewed = false;
  let closed = false;
  let tries = 0;
  let lastAliveAt = Date.now();
  /** The same by a clock that never goes back. */
  let aliveUptime = uptime();
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let probing = false;
  let draining = false;
  const begun = uptime();
  /** The `uptime` at which the connection was first doubted, beside the time of day in `staleSince`. */
  let doubtedAt = 0;

  const fallback = createHttpFallback({
    tenant: options.tenant,
    // A page's own server only: its cookies say who asks.
    needed: () => options.origin === undefined && !welcomed && !closed && ended() === null && onLine(),
    handshake,
    onWelcome: (welcome, accessChanged) => {
      if (accessChanged) accessChanges += 1;
      return welcomeBy(welcome);
    },
    onLost: () => cut(),
    renew: handlers.renew,
    onExpired: () => end('expired'),
    onDeactivated: () => end('deactivated'),
    onForbidden: () => end('forbidden'),
  });

  const socket = createSocket(options, handshake);

  const markAlive = (): void => {
    lastAliveAt = Date.now();
    aliveUptime = uptime();
  };

  const cut = (): void => {
    fallback.stop();
    const was = welcomed;
    welcomed = false;
    doubt();
    if (was) handlers.onDisconnected();
  };

  const doubt = (): void => {
    if (link() !== 'live') return;
    setStaleSince(lastAliveAt);
    doubtedAt = aliveUptime;
    setLink('cut');
  };

  const caughtUp = (): void => {
    if (!welcomed || ended() !== null) return;
    setTooLong(false);
    setStaleSince(null);
    setLink('live');
  };

  const retry = (waitMs: number): void => {
    clearTimeout(retryTimer);
    if (ended() !== null) return;
    retryTimer = setTimeout(connectSocket, waitMs);
  };

  const connectSocket = (): void => {
    if (ended() !== null || socket.connected) return;
    socket.connect();
    fallback.opening();
  };

  const welcomeBy = (welcome: Welcome): Promise<void> => {
    welcomed = true;
    renewed = false;
    markAlive();
    return handlers.onWelcome(welcome);
  };

  const retryLater = (): void => {
    retry(backoff(tries, 500, 10_000));
    tries += 1;
  };

  const renewThenRetry = async (): Promise<void> => {
    // Once: a session that was just renewed and is still refused will not get better by asking again.
    if (renewed) return end('expired');
    renewed = true;
    try {
      if (!(await handlers.renew())) return end('expired');
      retry(0);
    } catch (error) {
      if (error instanceof Refusal && error.details?.deactivated) return end('deactivated');
      // The server could not be reached for a renewal; that says nothing about the session.
      renewed = false;
      retryLater();
    }
  };

  const end = (reason: string): void => {
    if (ended() !== null) return;
    clearTimeout(retryTimer);
    cut();
    setEnded(reason);
    socket.disconnect();
    handlers.onEnded(reason);
  };

  /** False when a connection that looks alive does not answer: it is closed and opened again. */
  const probe = async (): Promise<void> => {
    if (probing || !welcomed) return;
    probing = true;
    const answered = await handlers.verify();
    probing = false;
    if (answered || !welcomed || ended() !== null) return;
    socket.disconnect();
    cut();
    retry(0);
  };

  const hurry = (): void => {
    if (socket.connected) void probe();
    else if (ended() === null) {
      tries = 0;
      fallback.polling()?.hurry();
      retry(0);
    }
  };

  const surroundings = watchNetwork({
    onNetwork: (online) => {
      setOnLine(online);
      if (online) hurry();
      else doubt();
    },
    onReturn: hurry,
    onWake: () => {
      doubt();
      hurry();
    },
    onTick: () => {
      const isWaiting = link() === 'connecting' || staleSince() !== null;
      setTooLong(isWaiting && uptime() - (link() === 'connecting' ? begun : doubtedAt) > maxOfflineMs);
      if (welcomed && uptime() - aliveUptime > silenceMs) void probe();
      handlers.onTick();
    },
  });

  socket.on('connect', () => {
    markAlive();
    // Pings arrive below the events, and count as a sign of life.
    socket.io.engine.on('packet', markAlive);
  });
  socket.on('welcome', (welcome) => {
    fallback.connected();
    tries = 0;
    if (welcome.changed) accessChanges += 1;
    void welcomeBy(welcome);
  });
  socket.on('change', (...changes) => handlers.onChanges(changes));
  socket.on('frame', (...frame) => handlers.onFrame(frame));
  socket.on('presence', (...presence) => handlers.onPresence(presence));
  socket.on('ended', (reason) => {
    if (reason === 'signed-out' || reason === 'deactivated') end(reason);
    else if (reason === 'expired') {
      socket.disconnect();
      cut();
      void renewThenRetry();
    }
    // Too slow, too fast, draining: the socket closes now, and another takes over.
    draining = reason === 'draining';
  });
  socket.on('disconnect', (reason) => {
    cut();
    if (reason === 'io client disconnect') return;
    if (draining) retry(Math.random() * drainMs);
    else retryLater();
    draining = false;
  });
  socket.on('connect_error', (error) => {
    const refusal = (error as { data?: Partial<RefusalData> }).data;
    if (fallback.polling() && !refusal) return retryLater();
    cut();
    fallback.refused(refusal !== undefined);
    if (refusal?.details?.deactivated) end('deactivated');
    else if (sessionCodes.includes(refusal?.code)) void renewThenRetry();
    else if (finalCodes.includes(refusal?.code)) end('forbidden');
    else if (refusal?.code === 'RATE_LIMITED') retry(politePause(refusal.details?.retryAfter));
    else retryLater();
  });

  return {
    state,
    staleSince,
    endedBecause: ended,
    open: () => welcomed,
    ask: async (event, payload, withinMs = 10_000) => {
      const under = accessChanges;
      const polling = fallback.polling();
      const answer = await (polling && welcomed
        ? polling.ask(event, payload, withinMs)
        : askSocket(socket, () => welcomed, event, payload, withinMs));
      // It says what I could see then: more than I may see now, or less. A session is renewed whatever I see.
      return under === accessChanges || event === 'refresh' ? answer : null;
    },
    caughtUp,
    markStale: doubt,
    end,
    start: () => {
      setOnLine(surroundings.online());
      connectSocket();
    },
    close: () => {
      closed = true;
      surroundings.stop();
      clearTimeout(retryTimer);
      socket.disconnect();
      cut();
    },
  };
};
