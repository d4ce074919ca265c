import { createFrameReader } from '#shared/change-frame.ts';
import type { Collection } from '#shared/collection.ts';
import { frameVersion, type Change, type HeldTailoring, type Welcome } from '#shared/protocol.ts';
import { serverNow, tick } from '#client/lib/clock.ts';
import { uptime } from '#client/lib/pause.ts';
import type { OptimisticMutation } from '#client/store/optimistic.ts';
import { createChangeStream, type ChangeStream, type ResyncAnswer } from '#client/sync/change-stream.ts';
import { createConnection, type Connection } from '#client/sync/connection.ts';
import { createInFlightChanges } from '#client/sync/in-flight-changes.ts';
import { createMutationQueue, type MutationQueue, type QueuePorts } from '#client/sync/mutation-queue.ts';
import { createPresence, type Presence } from '#client/sync/presence.ts';
import type { Handshake } from '#client/sync/requests.ts';
import { createReads, type Reads } from '#client/sync/reads.ts';
import { createSessionRenewal, type SessionRenewal } from '#client/sync/session-renewal.ts';
import type { SharedState } from './shared-state.ts';
import type { LiveOptions } from './types.ts';

/** Everything that talks to the server. */
export type Sync = {
  readonly connection: Connection;
  readonly session: SessionRenewal;
  readonly stream: ChangeStream;
  readonly reads: Reads;
  readonly queue: MutationQueue<OptimisticMutation>;
  readonly presence: Presence;
  /** Fetches what was missed before this welcome, and goes live. `accessChanged`: what I may see is different. */
  catchUp(welcome: Welcome, accessChanged: boolean): Promise<void>;
};

type SyncPorts = Pick<
  QueuePorts<OptimisticMutation>,
  'onQueued' | 'onConfirmed' | 'held' | 'onRefused' | 'keep' | 'unkeep'
> & {
  readonly onWelcome: (welcome: Welcome) => Promise<void>;
  readonly onEnded: (reason: string) => void;
  /** In order and without gaps; `live` is false for what was missed and came later. */
  readonly onChanges: (changes: readonly Change[], live: boolean) => void;
  /** Loads everything again, because what was missed cannot be had. */
  readonly resync: (reason: string, answer: ResyncAnswer | null) => Promise<void>;
  /** The tailoring that is held, which the next connection need not send. */
  readonly heldTailoring: () => HeldTailoring | null;
  readonly collectionNamed: (name: string) => Collection | undefined;
};

/** So many changes behind, a reconnect would have to fetch too many again. */
const maxLag = 500;
const verifyMs = 5 * 60_000;

export const composeSync = (options: LiveOptions, { me, updates }: SharedState, ports: SyncPorts): Sync => {
  const inFlight = createInFlightChanges();
  /** What was missed before this connection is here. */
  let caughtUp = false;
  let verifiedAt = uptime();
  const frames = createFrameReader(ports.collectionNamed);

  const session = createSessionRenewal({
    tenant: options.tenant,
    refreshSession: options.refreshSession,
    token: options.token,
    present: (token) => connection.ask('refresh', { token }),
    now: serverNow,
  });
  const handshake = (): Handshake => {
    const [token, tailoring] = [session.token(), ports.heldTailoring()];
    return {
      changes: frameVersion,
      ...(token === null ? {} : { token }),
      ...(tailoring === null ? {} : { tailoring }),
    };
  };
  const connection = createConnection(options, handshake, {
    onWelcome: (welcome) => {
      frames.welcome(welcome);
      return ports.onWelcome(welcome);
    },
    onChanges: (changes) => stream.receive(changes),
    onFrame: (frame) => stream.receive(frames.read(frame)),
    onPresence: (news) => updates.run(() => presence.receive(news)),
    onDisconnected: () => {
      caughtUp = false;
      stream.disconnected();
      updates.run(() => presence.disconnected());
    },
    onEnded: ports.onEnded,
    onTick: () => {
      if (stream.lag() > maxLag || uptime() - verifiedAt > verifyMs) void verify();
    },
    verify: () => verify(),
    renew: () => session.renew(),
  });
  const reads = createReads({
    inFlight,
    newest: () => stream.newest(),
    open: connection.open,
    ask: (event, payload) => connection.ask(event, payload, 15_000),
  });
  const queue = createMutationQueue<OptimisticMutation>({
    ...ports,
    updates,
    isLive: () => ['live', 'polling'].includes(connection.state()),
    ask: (mutation, timeoutMs) => connection.ask('mutate', mutation, timeoutMs),
  });
  const presence = createPresence(
    () => me()?.id,
    (request) => void connection.ask('view', request),
  );
  const stream = createChangeStream({
    ask: async (request) => {
      const answer = await connection.ask('sync', request, 15_000);
      return answer?.ok && 'frame' in answer && answer.frame
        ? { ...answer, changes: frames.read(answer.frame) }
        : answer;
    },
    apply: (changes, live) =>
      updates.run(() => {
        inFlight.push(changes);
        ports.onChanges(changes, live);
      }),
    resync: ports.resync,
    onSilence: connection.markStale,
    onGapFilled: () => goLive(),
  });

  const goLive = (): void => {
    if (!caughtUp) return;
    connection.caughtUp();
    queue.flush();
  };

  const verify = async (): Promise<boolean> => {
    verifiedAt = uptime();
    tick();
    const answered = await stream.verify();
    if (answered) goLive();
    return answered;
  };

  const catchUp = async (welcome: Welcome, accessChanged: boolean): Promise<void> => {
    session.expires(welcome.expiresAt);
    reads.opened();
    presence.opened();
    if (!(await stream.welcome(welcome, accessChanged))) return;
    caughtUp = true;
    goLive();
  };

  return { connection, session, stream, reads, queue, presence, catchUp };
};
