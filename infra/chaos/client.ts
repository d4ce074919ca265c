import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import {
  frameVersion,
  type Change,
  type ClientEvents,
  type GroupAnswer,
  type ServerEvents,
  type Welcome,
} from '#shared/protocol.ts';
import { createFrameReader } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { createCatchUp } from './catch-up.ts';
import { hearsOfAll } from './compare.ts';
import type { Rng } from './rng.ts';
import type { Operation } from './ledger.ts';
import { createMutations } from './mutations.ts';
import { createReplica, type Replica } from './replica.ts';
import type { Person } from './scene.ts';
import { createSession } from './session.ts';
import type { Observer } from './observer.ts';

type Wire = Socket<ServerEvents, ClientEvents>;

/** One device of one person: connects to whichever pod takes it, stays equal, and gets its mutations done. */
export type Client = {
  readonly person: Person;
  readonly name: string;
  readonly replica: Replica;
  readonly welcome: () => Welcome | null;
  /** Asks until there is an answer. */
  readonly perform: (operation: Operation) => Promise<void>;
  /** Asks for all of them in one message until each is answered. */
  readonly performAll: (operations: readonly Operation[]) => Promise<void>;
  /** The mutations of an act that were accepted; null when there was no answer. */
  readonly acceptedOf: (group: string) => Promise<readonly string[] | null>;
  readonly unanswered: () => number;
  /** What it has no answer to, and what it was told last, in words; nothing where all is answered. */
  readonly waits: () => string;
  readonly isLive: () => boolean;
  /** The pod that it is connected to. */
  readonly port: () => number | null;
  /** Nothing is being caught up with, nothing is missing. */
  readonly isSettled: () => boolean;
  /** The network goes away, without a word. */
  readonly cut: () => void;
  /** Reads nothing for a while, as a tab in the background or a phone in a lift. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Their account is shut, or open again. */
  readonly shut: (isShut: boolean) => void;
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly person: Person;
  readonly name: string;
  readonly ports: readonly number[];
  readonly rng: Rng;
  readonly observer: Observer;
  readonly note: (what: string) => void;
  readonly complain: (what: string) => void;
  /** Whether it asks for changes as frames, and not each in full. */
  readonly readsFrames: boolean;
};

const timeoutMs = 10_000;

export const createClient = ({ person, name, ports, rng, observer, note, complain, readsFrames }: Options): Client => {
  const say = (what: string): void => complain(`${name}: ${what}`);
  const replica = createReplica(say, hearsOfAll);
  let wire: Wire | null = null;
  let port = 0;
  let welcome: Welcome | null = null;
  let stopped = false;
  let giveUp = (): void => undefined;
  /** What it was told last that was no answer. */
  let told = 'nothing';
  const hear = (what: string): void => {
    told = what;
    note(what);
  };
  const session = createSession(person, () => rng.pick(ports), hear);

  const ask = async <T>(event: keyof ClientEvents, request: object): Promise<T> => {
    if (!wire || !welcome) throw new Error('not connected');
    return (await wire.timeout(timeoutMs).emitWithAck(event, request as never)) as T;
  };

  const frames = createFrameReader(productCatalog.named);
  const catchUp = createCatchUp({ replica, observer, ask, read: frames.read, note, complain: say });

  const connect = async (token: string): Promise<void> => {
    port = rng.pick(ports);
    const socket: Wire = io(`http://127.0.0.1:${port}`, {
      path: `/${person.slug}/socket.io`,
      transports: ['websocket'],
      auth: { token, ...(readsFrames ? { changes: frameVersion } : {}) },
      forceNew: true,
      reconnection: false,
      timeout: 4_000,
    });
    wire = socket;
    let ended = false;
    socket.io.on('open', () =>
      socket.io.engine.on('packet', ({ type, data }: { type: string; data?: unknown }) => {
        if (type !== 'message') return;
        if (ended && !String(data).startsWith('1')) say(`was sent ${String(data).slice(0, 100)} after the end`);
        observer.hear(String(data));
      }),
    );
    socket.on('welcome', (given) => {
      welcome = given;
      frames.welcome(given);
      catchUp.onWelcome(given);
    });
    const receive = (changes: readonly Change[]): void => {
      replica.receive(changes);
      catchUp.onChanges();
    };
    socket.on('change', (...changes) => {
      if (readsFrames) say('was sent a change, and had asked for frames');
      receive(changes);
    });
    socket.on('frame', (...frame) => {
      if (!readsFrames) say('was sent a frame, and had asked for none');
      receive(frames.read(frame));
    });
    socket.on('ended', (reason) => {
      ended = true;
      note(`ended: ${reason}`);
      if (reason === 'deactivated' || reason === 'signed-out') session.over();
    });
    const keepSession = setInterval(() => void renew(socket), 1_000);
    await new Promise<void>((resolve) => {
      // One that is stopped while it connects hears of neither.
      giveUp = resolve;
      socket.once('disconnect', () => resolve());
      socket.once('connect_error', (error) => {
        const code = (error as Error & { data?: { code?: string } }).data?.code;
        hear(`not let in: ${code ?? 'no answer'}`);
        if (code === 'SESSION_ENDED' || code === 'UNAUTHENTICATED') session.over();
        resolve();
      });
    });
    clearInterval(keepSession);
    [wire, welcome] = [null, null];
    catchUp.cut();
    socket.disconnect();
  };

  let expiresAt = Infinity;
  const renew = async (socket: Wire): Promise<void> => {
    if (!welcome) return;
    expiresAt = Math.min(expiresAt, Date.parse(welcome.expiresAt));
    if (expiresAt - Date.now() > 4_000) return;
    expiresAt = Infinity;
    const token = await session.token();
    if (!token || wire !== socket) return;
    const answer = await ask<{ ok: boolean; expiresAt?: string }>('refresh', { token }).catch(() => null);
    if (answer?.ok && answer.expiresAt && welcome) welcome = { ...welcome, expiresAt: answer.expiresAt };
  };

  const live = async (): Promise<void> => {
    while (!stopped) {
      const token = await session.token();
      if (token && !stopped) await connect(token);
      await pause(rng.between(10, 120));
    }
  };
  const living = live();

  const mutations = createMutations({
    replica,
    rng,
    ask,
    isLive: () => welcome !== null,
    isStopped: () => stopped,
    note,
    hear: (what) => {
      told = what;
    },
    complain: say,
  });

  const transport = (): { pause: () => void; resume: () => void; destroy: () => void } | null => {
    const engine = wire?.io.engine as unknown as { transport?: { ws?: { _socket?: never } } } | undefined;
    return engine?.transport?.ws?._socket ?? null;
  };

  return {
    person,
    name,
    replica,
    welcome: () => welcome,
    perform: mutations.perform,
    performAll: mutations.performAll,
    acceptedOf: async (group) => {
      const answer = await ask<GroupAnswer>('group', { group }).catch(() => null);
      return answer?.ok ? answer.mids : null;
    },
    unanswered: mutations.unanswered,
    waits: () =>
      mutations.unanswered() === 0
        ? ''
        : `${name} (${welcome ? 'live' : 'not live'} on ${port}) waits for ${mutations.unanswered()}, was told ${told}`,
    isLive: () => welcome !== null,
    port: () => (welcome ? port : null),
    isSettled: () => welcome !== null && !catchUp.isBusy() && !replica.isLoading() && replica.missingSince() === null,
    cut: () => transport()?.destroy(),
    sleep: async (ms) => {
      const asleep = transport();
      asleep?.pause();
      await pause(ms);
      asleep?.resume();
    },
    signOut: session.signOut,
    shut: session.shut,
    stop: async () => {
      stopped = true;
      session.stop();
      wire?.disconnect();
      giveUp();
      await living;
      await mutations.over();
    },
  };
};
