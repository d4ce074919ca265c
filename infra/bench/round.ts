import { now, until } from './clock.ts';
import type { Cluster } from './database.ts';
import { percentiles, percentilesOfSteps, type Percentiles } from './figures.ts';
import { writers as lanes } from './heard.ts';
import { machineCpu } from './machine.ts';
import type { Clients, Side } from './sides.ts';
import { slot, type Heard, type Listening } from './tally.ts';
import type { Usage } from './usage.ts';
import type { Mix, Written } from './write.ts';

/** What one side did in one round. Times are microseconds. */
export type Round = {
  readonly ackedPerSecond: number;
  readonly ack: Percentiles;
  /** From the moment that a mutation left its writer, and from the time that the change says. */
  readonly delivery: Percentiles;
  readonly sinceCommit: Percentiles;
  readonly cpuPerMutation: number;
  readonly cpuPerDelivery: number;
  /** Of one core; null where the system does not tell PostgreSQL's part. */
  readonly cpu: number;
  readonly databaseCpuPerMutation: number | null;
  /** Of the clients' processes, in cores: they share the machine with what is measured. */
  readonly clientCpu: number;
  /** Of everything else on this machine: the more it is, the less the other figures are worth. */
  readonly othersCpu: number;
  /** Frames of changes that one client gets in a second, and what is in one of them. */
  readonly framesPerSecond: number;
  readonly changesPerFrame: number;
  /** Of a client's incoming frames, for each mutation; and of a frame that tells of one alone, which is the longest way to say it. */
  readonly bytesPerMutation: number;
  readonly bytesAlone: number;
  readonly faults: Faults;
};

/** What must not happen. `mutations` is how many it did not happen to. */
export type Faults = {
  readonly mutations: number;
  readonly lost: number;
  readonly doubled: number;
  readonly stray: number;
  readonly disordered: number;
  readonly refused: readonly string[];
};

export type Plan = Clients & {
  readonly mix: Mix;
  /** Mutations a second; null is as fast as they are acknowledged. */
  readonly pace: number | null;
  readonly warm: number;
  readonly seconds: number;
};

type Sample = {
  readonly server: Usage;
  readonly clients: readonly Usage[];
  readonly database: number | null;
  readonly machine: number;
};

// A mutation's id has room for 256 of them, and neighbours must differ.
let rounds = 0;

export const runRound = async (
  side: Side,
  cluster: Cluster,
  { mix, pace, warm, seconds, subscribers, writers }: Plan,
  seed: number,
): Promise<Round> => {
  await cluster.settle();
  const round = rounds++ % 256;
  const startAt = now() + 200_000;
  const from = startAt + warm * 1e6;
  const to = from + seconds * 1e6;
  const listening: Listening = { round, startAt, from, to };
  const loads = [side.writing, side.listening];
  await Promise.all(loads.map((load) => load.ask('listen', listening)));
  const writing = side.writing.ask<Written[]>('write', { round, startAt, endAt: to, mix, pace, seed });
  // Should it fail while we wait for the clock, the error is that of the line that awaits it.
  writing.catch(() => undefined);
  const sample = async (): Promise<Sample> => ({
    clients: await Promise.all(loads.map((load) => load.ask<Usage>('usage'))),
    server: await side.server.ask<Usage>('usage'),
    database: cluster.cpu(),
    machine: machineCpu(),
  });
  await until(from);
  const before = await sample();
  await until(to);
  const after = await sample();
  const written = await writing;
  const acked = ackedLanes(written, side.lanesOf[mix]);
  const heard = await Promise.all(loads.map((load) => load.ask<Heard>('count', { acked, timeoutUs: 10_000_000 })));
  return summary({ before, after, written, heard, startAt, listeners: subscribers + writers });
};

/** What is to be heard of each writer, and again of what its mutations bring along. */
const ackedLanes = (written: readonly Written[], perMutation: 1 | 2): number[] => {
  const acked = Array.from({ length: lanes }, (_, i) => written[i]?.acked ?? 0);
  return perMutation === 1 ? acked : [...acked, ...acked];
};

type Raw = {
  readonly before: Sample;
  readonly after: Sample;
  readonly written: readonly Written[];
  readonly heard: readonly Heard[];
  readonly startAt: number;
  readonly listeners: number;
};

const summary = ({ before, after, written, heard, startAt, listeners }: Raw): Round => {
  const [from, to] = [before.server.at, after.server.at];
  const seconds = (to - from) / 1e6;
  const delays = written.flatMap(({ at, took }) => [...took].filter((_, i) => within(at[i] ?? 0, from, to)));
  const mutations = delays.length;
  const count = (of: (part: Heard) => Uint32Array): number =>
    heard.reduce(
      (sum, part) => sum + sumOf(of(part), Math.round((from - startAt) / slot), Math.round((to - startAt) / slot)),
      0,
    );
  const cpu = after.server.cpu - before.server.cpu;
  const frames = count((part) => part.frames);
  const database = before.database === null || after.database === null ? null : after.database - before.database;
  const clients = after.clients.reduce((sum, { cpu: used, at }, i) => {
    const earlier = before.clients[i];
    return earlier ? sum + (used - earlier.cpu) / (at - earlier.at) : sum;
  }, 0);
  const total = (of: 'lost' | 'doubled' | 'stray' | 'disordered'): number =>
    heard.reduce((sum, part) => sum + part[of], 0);
  return {
    ackedPerSecond: mutations / seconds,
    ack: percentiles(delays),
    delivery: percentilesOfSteps(...heard.map((part) => part.delays)),
    sinceCommit: percentilesOfSteps(...heard.map((part) => part.sinceCommit)),
    cpuPerMutation: cpu / mutations,
    cpuPerDelivery: cpu / count((part) => part.leadChanges),
    cpu: cpu / (to - from),
    databaseCpuPerMutation: database === null ? null : database / mutations,
    clientCpu: clients,
    othersCpu: Math.max(0, (after.machine - before.machine - cpu - (database ?? 0)) / (to - from) - clients),
    framesPerSecond: frames / seconds / listeners,
    changesPerFrame: count((part) => part.changes) / frames,
    bytesPerMutation: count((part) => part.bytes) / count((part) => part.leadChanges),
    bytesAlone: count((part) => part.bytesAlone) / count((part) => part.alone),
    faults: {
      mutations: written.reduce((sum, { acked }) => sum + acked, 0),
      lost: total('lost'),
      doubled: total('doubled'),
      stray: total('stray'),
      disordered: total('disordered'),
      refused: written.flatMap(({ refused }) => refused),
    },
  };
};

const within = (at: number, from: number, to: number): boolean => at >= from && at < to;

const sumOf = (slots: Uint32Array, from: number, to: number): number =>
  slots.subarray(from, to).reduce((sum, value) => sum + value, 0);
