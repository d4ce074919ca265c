import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type Client } from './client.ts';
import { createRng, type Rng } from './rng.ts';
import { faultsInOrder, type Fault } from './faults.ts';
import { importFiles } from './imports.ts';
import { heal, judge, waitForReactions, type Cast } from './judging.ts';
import type { Operation } from './ledger.ts';
import { flagship, franchises, setScene, type Scene } from './scene.ts';
import type { Ending } from './services.ts';
import { createObserver, type Observer } from './observer.ts';
import { timeNewFields } from './tailoring.ts';
import { until } from './until.ts';
import { changeAccess, stageOf, tailorLeads, write, writeOnce } from './writers.ts';

export type Outcome = {
  readonly violations: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** From the last repair until everyone was equal, in milliseconds. */
  readonly healedIn: number;
};

type Options = {
  readonly seed: number;
  readonly seconds: number;
  /** Ends after that many faults, should they be sooner. */
  readonly most?: number;
  /** Goes on until that many faults, should the seconds be over sooner. */
  readonly least?: number;
  /** How many times as long as on a machine of its own everything may take. */
  readonly slowness?: number;
  readonly say: (line: string) => void;
  /** Where everything that is started says how it is stopped. */
  readonly ending: Ending;
};

const mostViolations = 200;

/** Breaks things under writers for some seconds, lets them heal, and tells what was not as promised. */
export const runChaos = async ({
  seed,
  seconds,
  most = Infinity,
  least = 0,
  slowness = 1,
  say,
  ending,
}: Options): Promise<Outcome> => {
  const rng = createRng(String(seed));
  const violations: string[] = [];
  const counts = new Map<string, number>();
  const began = performance.now();
  const tell = (what: string): void => say(`${((performance.now() - began) / 1000).toFixed(2).padStart(7)} s  ${what}`);
  const complain = (what: string): void => {
    if (violations.push(what) <= mostViolations) tell(`VIOLATION ${what}`);
  };
  const note = (what: string, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by);
  const canaries = { count: 0 };
  const scene = await setScene({ ending, complain, canaries, leads: 24, allow: (ms) => ms * slowness });
  const cast = await enter(scene, { rng, complain, note, ending });
  const { clients } = cast;
  tell(`${clients.length} clients are live on ${scene.pods.length} pods`);
  const operations: Operation[] = [];
  const stage = stageOf(scene, clients, canaries);
  const stop = new AbortController();
  const work = { clients, operations, signal: stop.signal };
  const working = Promise.all([
    ...clients.map((client) => write(client, stage, { ...work, rng: rng.fork(`writes of ${client.name}`) })),
    changeAccess(scene, { ...work, rng: rng.fork('access') }),
    tailorLeads({ ...work, rng: rng.fork('fields') }),
  ]);
  const importing = importFiles(scene, { canaries, rng: rng.fork('imports'), note, signal: stop.signal });
  try {
    await harm(scene, clients, { rng: rng.fork('faults'), seconds, most, least, tell, note });
  } finally {
    stop.abort();
    await working;
  }
  // Nothing follows that could tell of what was missed: only looking into the log finds these.
  tell('Redis is killed, everyone writes a last time, Redis is restarted');
  await scene.redis.kill();
  writeOnce(stage, { ...work, rng: rng.fork('last words') });
  await until(
    () => clients.every((client) => client.unanswered() === 0),
    scene.allow(20_000),
    () =>
      `the last words are not answered: ${clients
        .map((client) => client.waits())
        .filter(Boolean)
        .join('; ')}`,
  );
  await scene.redis.restart();
  const healedIn = await heal(scene, cast, { complain, note });
  tell(`everyone is equal after ${Math.round(healedIn)} ms`);
  const imports = await importing;
  await timeNewFields(scene, operations, { complain, note });
  await waitForReactions(scene, { complain, note });
  tell('imports are over, and what follows from changes has happened');
  await heal(scene, cast, { complain, note });
  await judge(scene, cast, { operations, imports }, { complain, note });
  return { violations, counts, healedIn };
};

type Tools = {
  readonly rng: Rng;
  readonly complain: (what: string) => void;
  readonly note: (what: string, by?: number) => void;
  readonly ending: Ending;
};

/** Those with two devices: what one of them asks, the other may ask at the same time. */
const twoDevices = new Set(['ana', 'gita', 'eve', 'mia']);

const enter = async (scene: Scene, { rng, complain, note, ending }: Tools): Promise<Cast> => {
  const ports = scene.pods.map((pod) => pod.port);
  const observers = new Map<string, Observer>();
  const clients: Client[] = [];
  for (const person of Object.values(scene.people)) {
    const observer = createObserver(Object.values(scene.clinics).flat(), (what) => complain(`${person.name} ${what}`));
    observers.set(person.name, observer);
    for (const device of twoDevices.has(person.name) ? ['1', '2'] : ['']) {
      const name = `${person.name}${device}`;
      // Half of them read frames, the others changes, until those are gone.
      const readsFrames = clients.length % 2 === 0;
      clients.push(createClient({ person, name, ports, rng: rng.fork(name), observer, note, complain, readsFrames }));
    }
  }
  ending.after(async () => void (await Promise.all(clients.map((client) => client.stop()))));
  const missing = (): string[] => clients.filter((client) => !client.isSettled()).map(({ name }) => name);
  await until(
    () => missing().length === 0,
    scene.allow(20_000),
    () => `${missing().join(', ')} did not come in`,
  );
  return { clients, observers };
};

type Harm = {
  readonly rng: Rng;
  readonly seconds: number;
  readonly most: number;
  readonly least: number;
  readonly tell: (what: string) => void;
  readonly note: Tools['note'];
};

const harm = async (
  scene: Scene,
  clients: readonly Client[],
  { rng, seconds, most, least, tell, note }: Harm,
): Promise<void> => {
  const end = performance.now() + seconds * 1000;
  const busy = new Map<Fault['of'], Promise<void>>();
  let done = 0;
  for (const fault of faultsInOrder(rng)) {
    await pause(rng.between(100, 900));
    // Most faults wait until the last one is over; the others fall into it.
    if (rng.chance(0.6)) await Promise.all(busy.values());
    await busy.get(fault.of);
    if ((performance.now() > end && done >= least) || done === most) break;
    done += 1;
    const slug = rng.chance(0.85) ? flagship : rng.pick(Object.keys(franchises));
    tell(fault.name);
    note(fault.name);
    busy.set(fault.of, fault.harm({ scene, clients, rng: rng.fork(String(rng.next())), slug }));
  }
  await Promise.all(busy.values());
};
