import { setPriority } from 'node:os';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answerStarter } from '#infra/bench/children.ts';
import { openSocket, type LightSocket } from '#infra/bench/light-socket.ts';
import { farBehind, restFloods, socketFloods, type Aim, type EndOfLog, type StrangerFlood } from './floods.ts';

/** Floods a pod from a process of its own, as from another machine: it takes the computing time that is left. */
setPriority(15);

/** Who floods, and by what. */
export type Flood =
  | {
      readonly kind: 'socket';
      readonly name: string;
      readonly tokens: readonly string[];
      readonly leadIds: readonly string[];
    }
  | { readonly kind: 'rest'; readonly name: string; readonly tokens: readonly string[] }
  | { readonly kind: 'connecting'; readonly tokens: readonly string[] }
  | { readonly kind: 'returning'; readonly tokens: readonly string[] }
  | { readonly kind: 'stranger'; readonly name: StrangerFlood; readonly endedToken: string };

export type Attack = {
  readonly port: number;
  readonly slug: string;
  readonly seconds: number;
  readonly log: EndOfLog;
} & Flood;

export type Attacked = {
  readonly sent: number;
  readonly answered: number;
  readonly refused: number;
  /** How long it took, in seconds. */
  readonly took: number;
};

/** Sockets of one person, and messages that each has under way. */
const socketsEach = 10;
const underWay = 40;

type Count = { sent: number; answered: number; refused: number };

const floodBySocket = async (attack: Attack & { kind: 'socket' }, count: Count, until: number): Promise<void> => {
  const make = socketFloods[attack.name];
  if (!make) throw new Error(`there is no flood "${attack.name}"`);
  const aim: Aim = { leadIds: attack.leadIds, ...attack.log };
  const path = `/${attack.slug}/socket.io/`;
  let n = 0;
  const flood = async (token: string): Promise<void> => {
    while (performance.now() < until) {
      const socket = await openSocket({ port: attack.port, path, token, onEvent: () => undefined }).catch(() => null);
      if (!socket) {
        await pause(200);
        continue;
      }
      await Promise.all(Array.from({ length: underWay }, () => ask(socket)));
      socket.close();
    }
  };
  const ask = async (socket: LightSocket): Promise<void> => {
    try {
      while (performance.now() < until) {
        const { event, input } = make(aim, n++);
        count.sent += 1;
        const answer = await socket.ask<{ ok: boolean }>(event, input);
        if (answer.ok) count.answered += 1;
        else count.refused += 1;
      }
    } catch {
      // Cut off: another connection is tried.
    }
  };
  const each = attack.tokens.length === 1 ? socketsEach : 3;
  const senders = attack.tokens.flatMap((token) => Array.from({ length: each }, () => flood(token)));
  await Promise.race([Promise.all(senders), pause(until - performance.now() + 500)]);
};

const connectAgainAndAgain = async (
  attack: Attack & { kind: 'connecting' },
  count: Count,
  until: number,
): Promise<void> => {
  const path = `/${attack.slug}/socket.io/`;
  const again = async (token: string): Promise<void> => {
    while (performance.now() < until) {
      count.sent += 1;
      const socket = await openSocket({ port: attack.port, path, token, onEvent: () => undefined }).catch(() => null);
      if (socket) count.answered += 1;
      else count.refused += 1;
      socket?.close();
    }
  };
  await Promise.all(attack.tokens.flatMap((token) => Array.from({ length: socketsEach }, () => again(token))));
};

type SyncAnswer = {
  readonly ok: boolean;
  readonly upTo?: number;
  readonly more?: boolean;
  readonly resync?: boolean;
  readonly error?: { readonly details?: { readonly retryAfter?: number } };
};

/** Everyone of a pod that was replaced comes back at once and reads what they missed, waiting where asked to. */
const comeBack = async (attack: Attack & { kind: 'returning' }, count: Count, until: number): Promise<void> => {
  const path = `/${attack.slug}/socket.io/`;
  const { epoch, seq } = attack.log;
  const back = async (token: string): Promise<void> => {
    count.sent += 1;
    const socket = await openSocket({ port: attack.port, path, token, onEvent: () => undefined });
    for (let since = seq - farBehind; performance.now() < until;) {
      const answer = await socket.ask<SyncAnswer>('sync', { epoch, since });
      if (!answer.ok) await pause((answer.error?.details?.retryAfter ?? 1) * 1000 + Math.random() * 500);
      else if (answer.resync) break;
      else if (answer.more) since = answer.upTo ?? since;
      else {
        count.answered += 1;
        break;
      }
    }
    socket.close();
  };
  await Promise.all(attack.tokens.map((token) => back(token).catch(() => (count.refused += 1))));
};

const floodByRequest = async (
  count: Count,
  until: number,
  request: (n: number) => Promise<Response>,
): Promise<void> => {
  let n = 0;
  const again = async (): Promise<void> => {
    while (performance.now() < until) {
      count.sent += 1;
      const answer = await request(n++).catch(() => null);
      if (answer?.ok) count.answered += 1;
      else count.refused += 1;
      await answer?.arrayBuffer().catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: 40 }, again));
};

const holdConnections = async (
  { port }: Attack,
  count: Count,
  until: number,
  lead: string,
  dribble: string | null,
): Promise<void> => {
  const sockets: Socket[] = [];
  for (let i = 0; i < 600; i++) {
    const socket = connect({ port, host: '127.0.0.1' });
    count.sent += 1;
    socket.on('error', () => undefined);
    socket.once('close', () => (count.refused += 1));
    socket.write(lead);
    sockets.push(socket);
  }
  while (performance.now() < until) {
    await pause(100);
    if (dribble !== null) for (const socket of sockets) if (!socket.destroyed) socket.write(dribble);
  }
  for (const socket of sockets) socket.destroy();
};

const strangers: {
  readonly [name in StrangerFlood]: (
    attack: Attack & { kind: 'stranger' },
    count: Count,
    until: number,
  ) => Promise<void>;
} = {
  'unknown workspaces': ({ port }, count, until) =>
    floodByRequest(count, until, (n) => fetch(`http://127.0.0.1:${port}/made-up-${n}/api/v1/tenant`)),
  'tokens of ended sessions': ({ port, slug, endedToken }, count, until) =>
    floodByRequest(count, until, () =>
      fetch(`http://127.0.0.1:${port}/${slug}/api/v1/leads`, { headers: { authorization: `Bearer ${endedToken}` } }),
    ),
  'sockets without a session': async ({ port }, count, until) => {
    let n = 0;
    const again = async (): Promise<void> => {
      while (performance.now() < until) {
        count.sent += 1;
        const path = `/made-up-${n++}/socket.io/`;
        const socket = await openSocket({ port, path, token: 'none', onEvent: () => undefined }).catch(() => null);
        if (socket) count.answered += 1;
        else count.refused += 1;
        socket?.close();
      }
    };
    await Promise.all(Array.from({ length: 40 }, again));
  },
  'silent sockets': (attack, count, until) =>
    holdConnections(
      attack,
      count,
      until,
      `GET /${attack.slug}/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      null,
    ),
  'bodies that come byte by byte': (attack, count, until) =>
    holdConnections(
      attack,
      count,
      until,
      `POST /${attack.slug}/api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      ' ',
    ),
  'guesses at passwords': ({ port, slug }, count, until) =>
    floodByRequest(count, until, (n) =>
      fetch(`http://127.0.0.1:${port}/${slug}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `someone${n % 20}@example.com`, password: `guess ${n} at it` }),
      }),
    ),
};

const run = async (attack: Attack): Promise<Attacked> => {
  const count: Count = { sent: 0, answered: 0, refused: 0 };
  const began = performance.now();
  const until = began + attack.seconds * 1000;
  switch (attack.kind) {
    case 'socket':
      await floodBySocket(attack, count, until);
      break;
    case 'rest': {
      const path = restFloods[attack.name];
      if (!path) throw new Error(`there is no flood "${attack.name}"`);
      await floodByRequest(count, until, (n) =>
        fetch(`http://127.0.0.1:${attack.port}/${attack.slug}/api/v1${path(n)}`, {
          headers: { authorization: `Bearer ${attack.tokens[n % attack.tokens.length]}` },
        }),
      );
      break;
    }
    case 'returning':
      await comeBack(attack, count, until);
      break;
    case 'connecting':
      await connectAgainAndAgain(attack, count, until);
      break;
    case 'stranger':
      await strangers[attack.name](attack, count, until);
  }
  return { ...count, took: (performance.now() - began) / 1000 };
};

answerStarter({ run });
