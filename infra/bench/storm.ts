import { setTimeout as wait } from 'node:timers/promises';
import { v7 } from 'uuid';
import { startChild, type Child } from './children.ts';
import { now } from './clock.ts';
import { deskQuestions } from './desk-questions.ts';
import { percentiles } from './figures.ts';
import { openSocket, type Place } from './light-socket.ts';
import type { Prepared } from './prepare.ts';
import type { ComingBack, OpeningDesk, Served } from './storm-clients.ts';
import type { Usage } from './usage.ts';
import type { Writing, Written } from './write.ts';

/** Many who come at once, and what a colleague beside them waits for. Times are microseconds, memory is bytes. */
export type Storm = {
  /** When the last one was served, and when half of them were. */
  readonly last: number;
  readonly half: number;
  readonly bytes: number;
  readonly answers: number;
  readonly sentAway: number;
  readonly startedOver: number;
  /** Until the answer to a colleague's mutation, p99: while they come, and just before. */
  readonly colleague: number;
  readonly quiet: number;
  readonly cpu: number;
  /** How much more the process had at most than before. */
  readonly most: number;
};

export type Storms = {
  readonly clients: number;
  readonly behind: number;
  readonly back: readonly Storm[];
  readonly cold: readonly Storm[];
  /** What is still in use afterwards, beyond what was before. */
  readonly left: number;
};

type Options = {
  readonly env: { readonly [name: string]: string };
  readonly prepared: Prepared;
  readonly rounds: number;
};

const clients = 1_000;
const behind = 3_000;
/** Those who work meanwhile: as many mutations a second of all of them. */
const colleagues = 5;
const pace = 50;
const quietSeconds = 2;
/** The pod keeps what it read for those who come back for a while. */
const forgottenMs = 25_000;

type Stage = {
  readonly server: Child;
  readonly storming: Child;
  readonly working: Child;
  readonly place: Place;
  readonly tokens: readonly string[];
  readonly seq: number;
  readonly epoch: string;
};

/** On a pod of its own, with the product's own limits. */
export const measureStorms = async ({ env, prepared, rounds }: Options): Promise<Storms> => {
  const started: Child[] = [];
  const start = async (file: string, options?: Parameters<typeof startChild>[1]): Promise<Child> => {
    const child = await startChild(import.meta.resolve(file), options);
    started.push(child);
    return child;
  };
  try {
    const server = await start('./own-server.ts', { env, flags: ['--expose-gc'] });
    const [storming, working] = [await start('./storm-clients.ts'), await start('./load.ts')];
    const place = { port: await server.ask<number>('port'), path: '/bench/socket.io/' };
    const [first = '', ...others] = prepared.admins;
    const log = await fillLog(place, first, prepared.leadIds);
    // The colleagues are among the admins; everyone else comes in turn, none more often than twice.
    const people = [...prepared.staff, ...others.slice(colleagues)];
    const tokens = Array.from({ length: clients }, (_, i) => people[i % people.length] ?? '');
    const stage = { server, storming, working, place, tokens, ...log };
    await working.ask('connect', {
      place,
      tokens: others.slice(0, colleagues),
      leadIds: Array.from({ length: colleagues }, (_, i) => prepared.leadIds.slice(i * 50, (i + 1) * 50)),
    });
    const before = await server.ask<Usage>('usage', { collect: true });
    const back: Storm[] = [];
    const cold: Storm[] = [];
    const questions = deskQuestions();
    // Once more than asked for: the first is for the compiler.
    for (let round = 0; round <= rounds; round += 1) {
      const since = tokens.map((_, i) => stage.seq - behind - (i % 97));
      const returned = await during(stage, round, () =>
        storming.ask<Served>('comeBack', { place, tokens, epoch: stage.epoch, since } satisfies ComingBack),
      );
      const opened = await during(stage, round, () =>
        storming.ask<Served>('openDesk', { place, tokens, questions } satisfies OpeningDesk),
      );
      if (round === 0) continue;
      back.push(returned);
      cold.push(opened);
    }
    await wait(forgottenMs);
    const after = await server.ask<Usage>('usage', { collect: true });
    return { clients, behind, back, cold, left: after.heap - before.heap };
  } finally {
    for (const child of started.toReversed()) await child.stop();
  }
};

/** Makes as many changes as the clients will have missed, and says where the log is then. */
const fillLog = async (
  place: Place,
  token: string,
  leadIds: readonly string[],
): Promise<Pick<Stage, 'seq' | 'epoch'>> => {
  const welcomed = Promise.withResolvers<{ epoch: string }>();
  const onEvent = (packet: string): void => {
    if (packet.startsWith('42["welcome",')) welcomed.resolve((JSON.parse(packet.slice(2)) as [string, never])[1]);
  };
  const socket = await openSocket({ ...place, token, onEvent });
  const { epoch } = await welcomed.promise;
  // Each writes its history too.
  const moved = leadIds.slice(0, (behind + 200) / 2);
  let seq = 0;
  for (let from = 0; from < moved.length; from += 100) {
    const mutations = moved.slice(from, from + 100).map((id) => ({
      mid: v7(),
      name: 'leads.update',
      args: { id, patch: { status: 'rescheduled' }, reason: 'Asked for another day' },
    }));
    const { ok, answers = [] } = await socket.ask<{ ok: boolean; answers?: { ok: boolean; seq?: number }[] }>(
      'mutateMany',
      { mutations },
    );
    if (!ok || !answers.every((answer) => answer.ok)) throw new Error(`not moved: ${JSON.stringify(answers[0])}`);
    seq = Math.max(seq, ...answers.map((answer) => answer.seq ?? 0));
    await wait(200);
  }
  socket.close();
  return { epoch, seq };
};

const during = async (
  { server, storming, working }: Stage,
  round: number,
  come: () => Promise<Served>,
): Promise<Storm> => {
  const before = await server.ask<Usage>('usage', { collect: true });
  const startAt = now() + 100_000;
  const endAt = startAt + (quietSeconds + 8) * 1e6;
  const writing = { round, startAt, endAt, mix: 'nextAction', pace, seed: round } satisfies Writing;
  const work = working.ask<Written[]>('write', writing);
  work.catch(() => undefined);
  await wait(quietSeconds * 1_000 + 100);
  const watched = watchMemory(server);
  const cpuBefore = (await server.ask<Usage>('usage')).cpu;
  const served = await come();
  const cpuAfter = (await server.ask<Usage>('usage')).cpu;
  const most = await watched();
  const written = await work;
  await storming.ask('close');
  await wait(1_000);
  const refused = written.flatMap((one) => one.refused);
  if (refused.length > 0) throw new Error(`a colleague was refused: ${refused[0]}`);
  const end = served.startAt + (served.each.at(-1) ?? 0);
  /** Of mutations that were under way in this time. */
  const p99 = (from: number, to: number): number =>
    percentiles(
      written.flatMap(({ at, took }) =>
        [...took].filter((long, i) => (at[i] ?? 0) >= from && (at[i] ?? 0) - long <= to),
      ),
    ).p99;
  return {
    last: served.each.at(-1) ?? Number.NaN,
    half: served.each[Math.floor(served.each.length / 2)] ?? Number.NaN,
    bytes: served.bytes,
    answers: served.answers,
    sentAway: served.sentAway,
    startedOver: served.startedOver,
    colleague: p99(served.startAt, end),
    quiet: p99(startAt, served.startAt),
    cpu: cpuAfter - cpuBefore,
    most: most - before.rss,
  };
};

/** Looks at the memory of a server every now and then, until it is asked for the most that it had. */
const watchMemory = (server: Child): (() => Promise<number>) => {
  let most = 0;
  let going = true;
  const watching = (async (): Promise<void> => {
    while (going) {
      most = Math.max(most, (await server.ask<Usage>('usage')).rss);
      await wait(100);
    }
  })();
  // Should what is watched fail, the error is that of who waits for it.
  watching.catch(() => undefined);
  return async () => {
    going = false;
    await watching;
    return most;
  };
};
