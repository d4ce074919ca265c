import { setTimeout as pause } from 'node:timers/promises';
import { collections } from '#shared/modules/index.ts';
import { createClient, type Client } from './client.ts';
import { differences, visibleTo } from './compare.ts';
import { readFacts, type Facts } from './database.ts';
import { createRng } from './rng.ts';
import { historyOf } from './history.ts';
import type { Operation } from './ledger.ts';
import { franchises, type Scene } from './scene.ts';
import { judgeOperations, judgeIds, judgeLog, judgeRecords, judgeSightings } from './verdict.ts';
import type { Observer } from './observer.ts';

export type Cast = { readonly clients: readonly Client[]; readonly observers: ReadonlyMap<string, Observer> };

type Court = { readonly complain: (what: string) => void; readonly note: (what: string, by?: number) => void };

const healing = 5_000;

export const until = async (met: () => boolean, timeoutMs: number, what: () => string): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  while (!met()) {
    if (performance.now() > deadline) throw new Error(what());
    await pause(20);
  }
};

/**
 * Waits until every answer is there and everyone holds what the database holds for them. Tells how long it took;
 * a client that is not equal in time is a violation.
 */
export const heal = async (scene: Scene, { clients }: Cast, { complain }: Court): Promise<number> => {
  const began = performance.now();
  const left = (): number => began + healing - performance.now();
  const isQuiet = (): boolean => clients.every((client) => client.unanswered() === 0 && client.isSettled());
  while (!isQuiet() && left() > 0) await pause(20);
  for (const { name, unanswered } of clients)
    if (unanswered() > 0) complain(`${name} waits for ${unanswered()} answers`);
  const facts = new Map<string, Facts>();
  for (const slug of Object.keys(franchises)) facts.set(slug, await readFacts(scene.databaseOf(slug), collections));
  const wrong = (client: Client): string[] => {
    const me = client.welcome()?.profile;
    const truth = facts.get(client.person.slug);
    if (!me || !truth) return ['it is not connected'];
    if (!client.isSettled()) return ['it is still catching up'];
    return differences(client.replica.records(), visibleTo(me, truth));
  };
  let unequal = clients.filter((client) => wrong(client).length > 0);
  while (unequal.length > 0 && left() > 0) {
    await pause(20);
    unequal = unequal.filter((client) => wrong(client).length > 0);
  }
  for (const client of unequal)
    for (const what of wrong(client).slice(0, 5))
      complain(`${client.name} is not equal after ${healing / 1000} s: ${what}`);
  return performance.now() - began;
};

export const judge = async (
  scene: Scene,
  cast: Cast,
  operations: readonly Operation[],
  { complain, note }: Court,
): Promise<void> => {
  await compareWithNewcomers(scene, cast, complain);
  for (const slug of Object.keys(franchises)) {
    const say = (what: string): void => complain(`${slug}: ${what}`);
    const facts = await readFacts(scene.databaseOf(slug), collections);
    const history = historyOf(facts.log, say);
    judgeLog(facts, say);
    note('changes in the log', facts.log.length);
    note('records compared with the log', judgeRecords(facts, history, say));
    const ofSlug = operations.filter((operation) => operation.slug === slug);
    judgeOperations(facts, ofSlug, say);
    const seen = Object.values(scene.people).flatMap(({ id, name, slug: home }) => {
      const observer = cast.observers.get(name);
      return observer && home === slug ? [{ name, userId: id, observer }] : [];
    });
    note('texts seen and looked up', judgeSightings(history, seen, say));
    judgeIds(history, seen, say);
    for (const { answers } of operations.filter((operation) => operation.slug === slug)) note(outcomeOf(answers));
  }
  note(
    'bytes received',
    [...cast.observers.values()].reduce((sum, observer) => sum + observer.bytes(), 0),
  );
};

const outcomeOf = (answers: Operation['answers']): string => {
  if (answers.length === 0) return 'mutations without an answer';
  return answers.some(({ ok }) => ok) ? 'mutations done' : 'mutations refused';
};

/** A new client reads everything again: the same must be on the devices that lived through it all. */
const compareWithNewcomers = async (
  scene: Scene,
  { clients, observers }: Cast,
  complain: Court['complain'],
): Promise<void> => {
  const ports = scene.pods.map((pod) => pod.port);
  const note = (): void => undefined;
  for (const person of Object.values(scene.people)) {
    const observer = observers.get(person.name);
    if (!observer) continue;
    const name = `${person.name} again`;
    const fresh = createClient({ person, name, ports, rng: createRng(name), observer, note, complain });
    try {
      await until(
        () => fresh.isSettled(),
        8_000,
        () => `${name} did not come in`,
      );
      for (const client of clients.filter((one) => one.person === person))
        for (const what of differences(client.replica.records(), fresh.replica.records()).slice(0, 5))
          complain(`${client.name} differs from a newcomer: ${what}`);
    } finally {
      await fresh.stop();
    }
  }
};
