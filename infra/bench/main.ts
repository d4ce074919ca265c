import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { buildClient } from '#infra/local/client-build.ts';
import { whenNpmEnds } from '#infra/local/processes.ts';
import { measureApplying, type Applied } from './apply.ts';
import { measureBundle } from './bundle.ts';
import { compare } from './compare.ts';
import { measureConnecting } from './connect.ts';
import { measureManyPages } from './many-pages.ts';
import { readOptions, type Options } from './options.ts';
import { printed } from './print.ts';
import type { Profile } from './profile.ts';
import { measureRestPages, type RestPages } from './rest.ts';
import { verdicts, type Results } from './results.ts';
import { describeScenario, flatOut, paced, type Played, type Scenario } from './scenarios.ts';
import { connectClients, disconnectClients, type Sides } from './sides.ts';
import { setStage, unlimited, usualEnv, type Stage } from './stage.ts';
import { runRound } from './round.ts';
import { measureScrolling, type Scrolled } from './scroll.ts';
import { measureStorms, type Storms } from './storm.ts';

const say = (line: string): void => console.log(line);
const place = join(import.meta.dirname, 'results');

/** What is to be undone, whatever happens; the last first, and each once. */
const endings: (() => Promise<void> | void)[] = [];
const endAll = async (): Promise<void> => {
  for (let ending = endings.pop(); ending; ending = endings.pop()) await ending();
};
const after = (ending: () => Promise<void> | void): void => void endings.push(ending);
/** A second call waits for the same end. */
let ended: Promise<void> | undefined;
const end = (): Promise<void> => (ended ??= endAll());

const play = async (
  stage: Stage,
  scenarios: readonly Scenario[],
  { subscribers, seconds }: Options,
): Promise<Played[]> => {
  const played: Played[] = [];
  for (const scenario of scenarios) {
    if (!subscribers.includes(scenario.subscribers)) continue;
    say(`${describeScenario(scenario)} …`);
    // Who is paced does little: it takes longer to see what it costs.
    const { mix, pace, subscribers: listening, writers } = scenario;
    const load = { mix, pace, subscribers: listening, writers };
    const plan = { ...load, warm: 1, seconds: pace === null ? seconds : seconds * 2 };
    played.push({ scenario, comparison: await compare(stage, plan) });
  }
  return played;
};

const connect = ({ sides: { ours }, prepared, rounds }: Stage): ReturnType<typeof measureConnecting> => {
  say('1,000 sockets at once …');
  const { admins, staff } = prepared;
  return measureConnecting({
    ours: ours.server,
    place: ours.place,
    tokens: [...staff, ...admins],
    sockets: 1_000,
    rounds: Math.min(rounds, 3),
  });
};

const storm = ({ usual, prepared, rounds }: Stage): Promise<Storms> => {
  say('1,000 come at once …');
  return measureStorms({ env: usual, prepared, rounds: Math.min(rounds, 3) });
};

const rest = (stage: Stage, { seconds }: Options): Promise<RestPages> => {
  say('Pages over REST …');
  const [token = ''] = stage.prepared.admins;
  return measureRestPages({ ...stage, token, seconds });
};

const urlOf = ({ sides: { ours } }: Stage): string => `http://127.0.0.1:${ours.place.port}/bench/`;

const scroll = (stage: Stage): Promise<Scrolled> => {
  say('Scrolling through 20,000 leads …');
  const { prepared, cookiesOf, rounds } = stage;
  const cookies = cookiesOf(prepared.admins[0] ?? '');
  return measureScrolling({ url: urlOf(stage), cookies, rounds: Math.min(rounds, 3), log: say });
};

const apply = (stage: Stage, { seconds }: Options): Promise<Applied> => {
  say('200 changes a second on a desk with 20,000 leads …');
  return measureApplying({ ...stage, side: stage.sides.ours, url: urlOf(stage), seconds, log: say });
};

const profiled = async ({ sides, cluster, prepared }: Stage): Promise<Profile> => {
  say('Watching our server …');
  const { ours }: Sides = sides;
  await connectClients(ours, prepared, { writers: 10, subscribers: 100 });
  const plan = { mix: 'status', pace: null, warm: 1, seconds: 6, subscribers: 100, writers: 10 } as const;
  const [, found] = await Promise.all([
    runRound(ours, cluster, plan, 0),
    ours.server.ask<Profile>('profile', { seconds: 5 }),
  ]);
  await disconnectClients(ours);
  return found;
};

/** Whether nothing was lost, doubled or refused: a promise that a slow machine breaks is told, and no failure. */
const main = async (): Promise<boolean> => {
  const options = readOptions(process.argv.slice(2));
  const wants = (part: Options['only'][number]): boolean => options.only.includes(part);
  // Before anything is started: building the screens takes both processors.
  const bundle = wants('bundle') ? await measureBundle() : undefined;
  if (wants('scroll') || wants('apply')) await buildClient(say);
  const needsStage = options.profile || options.only.some((part) => part !== 'bundle' && part !== 'page');
  const stage = needsStage ? await setStage({ rounds: options.rounds, log: say, after }) : null;
  const profile = stage && options.profile ? await profiled(stage) : undefined;
  const results: Results = {
    ...(profile ? { costs: profile.costs } : {}),
    ...(bundle ? { bundle } : {}),
    played: stage
      ? [
          ...(wants('flat') ? await play(stage, flatOut, options) : []),
          ...(wants('paced') ? await play(stage, [paced], options) : []),
        ]
      : [],
    ...(stage && wants('connect') ? { connect: await connect(stage) } : {}),
    ...(stage && wants('storm') ? { storms: await storm(stage) } : {}),
    ...(stage && wants('rest') ? { rest: await rest(stage, options) } : {}),
    ...(stage && wants('scroll') ? { scroll: await scroll(stage) } : {}),
    ...(stage && wants('apply') ? { applied: await apply(stage, options) } : {}),
    pages: wants('page')
      ? await measureManyPages({
          sizes: options.leads,
          times: options.quick ? 5 : 60,
          env: { ...usualEnv(), ...unlimited },
          log: say,
          after,
        })
      : [],
  };
  const found = verdicts(results);
  say(`\n${printed(results, found)}\n`);
  mkdirSync(place, { recursive: true });
  const machine = {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cores: availableParallelism(),
    model: cpus()[0]?.model,
  };
  writeFileSync(
    join(place, 'latest.json'),
    JSON.stringify({ at: new Date().toISOString(), machine, options, verdicts: found, ...results }, null, 1),
  );
  if (profile) writeFileSync(join(place, 'latest.cpuprofile'), profile.raw);
  say(`Written to ${join(place, 'latest.json')}`);
  return found.every(({ met, isFault }) => met || !isFault);
};

const interrupted = (): void => {
  say('\nStopping …');
  void end().finally(() => process.exit(130));
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
whenNpmEnds(interrupted);

let code = 1;
try {
  code = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
}
await end();
process.exit(code);
