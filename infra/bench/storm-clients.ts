import { setTimeout as pause } from 'node:timers/promises';
import { answerStarter } from './children.ts';
import { now } from './clock.ts';
import { asker } from './desk-questions.ts';
import { openSocket, type LightSocket, type Place } from './light-socket.ts';
import { usage } from './usage.ts';

/** A process full of people who come at once: back after a deploy, or to a desk that they have not seen yet. */
export type Coming = {
  readonly place: Place;
  /** One for each socket. */
  readonly tokens: readonly string[];
};

export type ComingBack = Coming & {
  readonly epoch: string;
  /** Up to where each has everything. */
  readonly since: readonly number[];
};

export type OpeningDesk = Coming & {
  /** What a desk asks as soon as it is let in: an event and its input. */
  readonly questions: readonly (readonly [event: string, input: object])[];
};

/** Microseconds from the beginning until each was served, in order; and what they were sent. */
export type Served = {
  readonly each: Float64Array;
  readonly startAt: number;
  readonly answers: number;
  readonly bytes: number;
  /** How often someone was asked to come again. */
  readonly sentAway: number;
  readonly startedOver: number;
};

let sockets: LightSocket[] = [];

type Counts = { answers: number; bytes: number; sentAway: number; startedOver: number };

/** Someone who is asked to come again waits as long as they are told, and a little longer, as the product's client does. */
const again = (answer: string): Promise<void> => {
  const seconds = Number(/"retryAfter":(\d+)/.exec(answer)?.[1] ?? 1);
  return pause(seconds * 1_000 * (1 + Math.random()));
};

const ask = async (socket: LightSocket, event: string, input: object, counts: Counts): Promise<string> => {
  for (;;) {
    const answer = await socket.askText(event, input);
    counts.bytes += answer.length;
    if (answer.startsWith('[{"ok":true')) {
      counts.answers += 1;
      return answer;
    }
    if (!/"code":"(RATE_LIMITED|UNAVAILABLE)"/.test(answer)) throw new Error(`${event}: ${answer.slice(0, 300)}`);
    counts.sentAway += 1;
    await again(answer);
  }
};

const come = async (
  { place, tokens }: Coming,
  serve: (socket: LightSocket, index: number, counts: Counts) => Promise<void>,
): Promise<Served> => {
  const counts: Counts = { answers: 0, bytes: 0, sentAway: 0, startedOver: 0 };
  const startAt = now();
  const one = async (token: string, index: number): Promise<{ socket: LightSocket; at: number }> => {
    const socket = await openSocket({ ...place, token, onEvent: (packet) => void (counts.bytes += packet.length) });
    await serve(socket, index, counts);
    return { socket, at: now() - startAt };
  };
  const served = await Promise.all(tokens.map(one));
  sockets = served.map(({ socket }) => socket);
  return { each: Float64Array.from(served, ({ at }) => at).sort(), startAt, ...counts };
};

/** The few things that are looked for in a page, without reading all of it. */
const upToIn = (answer: string): number => Number(/"upTo":(\d+)/.exec(answer)?.[1]);

/** Whom a token speaks for. */
const personIn = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }).sub;

const comeBack = ({ epoch, since, ...coming }: ComingBack): Promise<Served> =>
  come(coming, async (socket, index, counts) => {
    for (let from = since[index] ?? 0; ;) {
      const answer = await ask(socket, 'sync', { epoch, since: from }, counts);
      if (answer.includes('"resync":true')) counts.startedOver += 1;
      if (!answer.includes('"more":true')) return;
      from = upToIn(answer);
    }
  });

const openDesk = ({ questions, ...coming }: OpeningDesk): Promise<Served> =>
  come(coming, async (socket, index, counts) => {
    const me = personIn(coming.tokens[index] ?? '');
    const own = (input: object): object => JSON.parse(JSON.stringify(input).replaceAll(asker, me)) as object;
    await Promise.all(questions.map(([event, input]) => ask(socket, event, own(input), counts)));
  });

answerStarter({
  comeBack,
  openDesk,
  usage,
  close: (): void => {
    for (const socket of sockets) socket.close();
    sockets = [];
  },
});
