import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type Client } from './client.ts';
import { differences, visibleTo } from './compare.ts';
import { readFacts, type Facts } from './database.ts';
import { createRng } from './rng.ts';
import { historyOf } from './history.ts';
import { judgeGroups, judgeNotices, judgeUndos } from './follow-ups.ts';
import { judgeImports, type Sent } from './imports.ts';
import type { Operation } from './ledger.ts';
import { flagship, franchises, type Scene } from './scene.ts';
import { until } from './until.ts';
import { isCall, judgeOperations, judgeIds, judgeLog, judgeRecords, judgeSightings } from './verdict.ts';
import type { Observer } from './observer.ts';

export type Cast = { readonly clients: readonly Client[]; readonly observers: ReadonlyMap<string, Observer> };

type Court = { readonly complain: (what: string) => void; readonly note: (what: string, by?: number) => void };

const healing = 5_000;
/** How long after its end access may still show in an answer, in milliseconds: a second, and a slow machine. */
const longestSight = 1_500;

/**
 * Waits until every answer is there and everyone holds what the database holds for them. Tells how long it took;
 * a client that is not equal in time is a violation.
 */
export const heal = async (scene: Scene, { clients }: Cast, { complain }: Court): Promise<number> => {
  const began = performance.now();
  const left = (): number => began + scene.allow(healing) - performance.now();
  const isQuiet = (): boolean => clients.every((client) => client.unanswered() === 0 && client.isSettled());
  while (!isQuiet() && left() > 0) await pause(20);
  for (const { name, unanswered } of clients)
    if (unanswered() > 0) complain(`${name} waits for ${unanswered()} answers`);
  const wrong = (client: Client, truth: Facts | undefined): string[] => {
    const me = client.welcome()?.profile;
    if (!me || !truth) return ['it is not connected'];
    if (!client.isSettled()) return ['it is still catching up'];
    return differences(client.replica.records(), visibleTo(me, truth));
  };
  for (;;) {
    // Read again each time: what follows from changes may still be written.
    const facts = await factsOf(scene);
    const unequal = clients.filter((client) => wrong(client, facts.get(client.person.slug)).length > 0);
    if (unequal.length === 0) return performance.now() - began;
    // What was written since it was read, a client may know by now.
    const isStill = (await headsOf(scene)) === JSON.stringify([...facts.values()].map(({ head }) => head));
    if ((left() < 0 && isStill) || left() < -busyMs) {
      for (const client of unequal)
        for (const what of wrong(client, facts.get(client.person.slug)).slice(0, 5))
          complain(`${client.name} is not equal after ${scene.allow(healing) / 1000} s: ${what}`);
      return performance.now() - began;
    }
    await pause(50);
  }
};

/** For so long after the end of `healing` imports and reactions may go on writing, in milliseconds. */
const busyMs = 60_000;

const headsOf = async (scene: Scene): Promise<string> =>
  JSON.stringify([...(await factsOf(scene)).values()].map(({ head }) => head));

const factsOf = async (scene: Scene): Promise<Map<string, Facts>> => {
  const facts = new Map<string, Facts>();
  for (const [slug, { suite }] of Object.entries(franchises))
    facts.set(slug, await readFacts(scene.databaseOf(slug), suite));
  return facts;
};

/** A change that its pod did not live to announce is found by the next sweep. */
const sweepMs = 20_000;

/** Waits until everything has happened that follows from what was done. */
export const waitForReactions = async (scene: Scene, { complain }: Court): Promise<void> => {
  const deadline = performance.now() + scene.allow(sweepMs);
  for (;;) {
    const left = [...(await factsOf(scene))].filter(([, { unfollowed }]) => unfollowed > 0);
    if (left.length === 0) return;
    if (performance.now() > deadline)
      return left.forEach(([slug, { unfollowed }]) => complain(`${slug}: ${unfollowed} changes were not followed`));
    await pause(100);
  }
};

/** What was asked for. */
type Done = { readonly operations: readonly Operation[]; readonly imports: readonly Sent[] };

export const judge = async (
  scene: Scene,
  cast: Cast,
  { operations, imports }: Done,
  { complain, note }: Court,
): Promise<void> => {
  await compareWithNewcomers(scene, cast, complain);
  for (const [slug, facts] of await factsOf(scene)) {
    const say = (what: string): void => complain(`${slug}: ${what}`);
    const history = historyOf(facts.log, facts.catalog, say);
    judgeLog(facts, say);
    note('changes in the log', facts.log.length);
    note('records compared with the log', judgeRecords(facts, history, say));
    const ofSlug = operations.filter((operation) => operation.slug === slug);
    judgeOperations(facts, ofSlug, say);
    note('acts of several mutations', await judgeGroups(cast.clients, facts, ofSlug, say));
    note('mutations undone', judgeUndos(facts, history, ofSlug, say));
    note('calls recorded', ofSlug.filter(({ mutation, answers }) => wasDone(answers) && isCall({ mutation })).length);
    note('notifications', judgeNotices(slug, facts, history, say));
    if (slug === flagship) judgeImports(facts, imports, say);
    const seen = Object.values(scene.people).flatMap(({ id, name, slug: home }) => {
      const observer = cast.observers.get(name);
      return observer && home === slug ? [{ name, userId: id, observer }] : [];
    });
    note(
      'texts seen and looked up',
      judgeSightings(history, seen, { grace: scene.allow(longestSight), complain: say }),
    );
    judgeIds(history, seen, say);
    for (const { answers } of ofSlug) note(outcomeOf(answers));
  }
  note(
    'bytes received',
    [...cast.observers.values()].reduce((sum, observer) => sum + observer.bytes(), 0),
  );
};

const wasDone = (answers: Operation['answers']): boolean => answers.some(({ ok }) => ok);

const outcomeOf = (answers: Operation['answers']): string => {
  if (answers.length === 0) return 'mutations without an answer';
  return wasDone(answers) ? 'mutations done' : 'mutations refused';
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
    const fresh = createClient({
      person,
      name,
      ports,
      rng: createRng(name),
      observer,
      note,
      complain,
      readsFrames: true,
    });
    try {
      await until(
        () => fresh.isSettled(),
        scene.allow(8_000),
        () => `${name} did not come in`,
      );
      // That they signed in is a change, too, which may be on its way.
      const unlike = (client: Client): string[] => differences(client.replica.records(), fresh.replica.records());
      const devices = clients.filter((one) => one.person === person);
      const deadline = performance.now() + scene.allow(healing);
      while (devices.some((client) => unlike(client).length > 0) && performance.now() < deadline) await pause(20);
      for (const client of devices)
        for (const what of unlike(client).slice(0, 5)) complain(`${client.name} differs from a newcomer: ${what}`);
    } finally {
      await fresh.stop();
    }
  }
};
