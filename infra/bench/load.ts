import { setTimeout as wait } from 'node:timers/promises';
import { answerStarter } from './children.ts';
import { now } from './clock.ts';
import { createFrameMemory, writers as mostWriters } from './heard.ts';
import { openSocket, type LightSocket, type Place } from './light-socket.ts';
import { createTally, type Listening, type Tally } from './tally.ts';
import { usage } from './usage.ts';

import { createWriter, type Writer, type Writing, type Written } from './write.ts';

/** A process full of clients. All of them listen; some of them write. */
export type Connecting = {
  readonly place: Place;
  /** One for each socket. */
  readonly tokens: readonly string[];
  /** The leads of each writer; as many of the sockets as there are lists write. */
  readonly leadIds: readonly (readonly string[])[];
};

export type Storming = {
  readonly place: Place;
  readonly tokens: readonly (string | null)[];
  /** What each socket asks for as soon as it is let in. */
  readonly query: object | null;
};

export type Asking = {
  readonly place: Place;
  readonly token: string;
  readonly event: string;
  readonly inputs: readonly object[];
};

let sockets: LightSocket[] = [];
let writers: Writer[] = [];
let tally: Tally | null = null;
const frameOf = createFrameMemory();

const listenFrom =
  (index: number) =>
  (packet: string): void => {
    const frame = frameOf(packet);
    if (frame) tally?.hear(index, frame, now());
  };

const connect = async ({ place, tokens, leadIds }: Connecting): Promise<void> => {
  const opened: LightSocket[] = [];
  // In handfuls: how many connect at once is another measurement.
  for (let from = 0; from < tokens.length; from += 25) {
    const some = tokens.slice(from, from + 25);
    opened.push(
      ...(await Promise.all(some.map((token, i) => openSocket({ ...place, token, onEvent: listenFrom(from + i) })))),
    );
  }
  sockets = opened;
  writers = leadIds.map((ids, index) => {
    const socket = opened[index];
    if (!socket) throw new Error('more writers than sockets');
    return createWriter(socket, index, ids, leadIds.length);
  });
};

const close = (): void => {
  for (const socket of sockets) socket.close();
  [sockets, writers, tally] = [[], [], null];
};

type Ending = { readonly acked: readonly number[]; readonly timeoutUs: number };

/** Waits for what is still on its way, and says what did not come. */
const count = async ({ acked, timeoutUs }: Ending): Promise<ReturnType<Tally['report']>> => {
  if (!tally) throw new Error('no subscriber is listening');
  const giveUpAt = now() + timeoutUs;
  while (!tally.complete(acked) && now() < giveUpAt) await wait(20);
  // What comes twice comes late.
  await wait(50);
  const report = tally.report(acked);
  tally = null;
  return report;
};

export type Stormed = { readonly took: number; readonly each: Float64Array };

/** Everyone comes at once, as after a restart. */
const storm = async ({ place, tokens, query }: Storming): Promise<Stormed> => {
  const startAt = now();
  const arrive = async (token: string | null): Promise<{ socket: LightSocket; at: number }> => {
    const socket = await openSocket({ ...place, token, onEvent: () => undefined });
    if (query) {
      const answer = await socket.ask<{ ok: boolean; records?: unknown[] }>('query', query);
      if (!answer.ok || answer.records?.length !== 50)
        throw new Error(`the first page did not come: ${JSON.stringify(answer).slice(0, 300)}`);
    }
    return { socket, at: now() - startAt };
  };
  const arrived = await Promise.all(tokens.map(arrive));
  sockets = arrived.map(({ socket }) => socket);
  const each = Float64Array.from(arrived, ({ at }) => at).sort();
  return { took: each.at(-1) ?? 0, each };
};

/** One question after the other over one socket; how long each took. */
const askAll = async ({ place, token, event, inputs }: Asking): Promise<Float64Array> => {
  const socket = await openSocket({ ...place, token, onEvent: () => undefined });
  const took: number[] = [];
  for (const input of inputs) {
    const at = now();
    const answer = await socket.ask<{ ok: boolean }>(event, input);
    took.push(now() - at);
    if (!answer.ok) throw new Error(`${event} was refused: ${JSON.stringify(answer)}`);
  }
  socket.close();
  return Float64Array.from(took);
};

answerStarter({
  connect,
  listen: (listening: Listening): void => {
    tally = createTally(sockets.length, listening, mostWriters);
  },
  write: (writing: Writing): Promise<Written[]> => Promise.all(writers.map((writer) => writer.write(writing))),
  count,
  storm,
  askAll,
  usage,
  close,
});
