import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#server/config.ts';
import { buildClient } from '#infra/local/client-build.ts';
import { sweepLeftovers, testFolder } from '#infra/local/leftovers.ts';
import { startPostgres } from '#infra/local/postgres.ts';
import { whenNpmEnds } from '#infra/local/processes.ts';
import { measureBundle } from './bundle.ts';
import { compare, type Comparing, type Comparison } from './compare.ts';
import { measureConnecting } from './connect.ts';
import { reachCluster } from './database.ts';
import { readOptions, type Options } from './options.ts';
import { machineCpu } from './machine.ts';
import { measurePages } from './page.ts';
import { prepare, type Prepared } from './prepare.ts';
import { printed } from './print.ts';
import type { Profile } from './profile.ts';
import { measureRestPages, type RestPages } from './rest.ts';
import { verdicts, type Results } from './results.ts';
import { usage, type Usage } from './usage.ts';
import { connectClients, disconnectClients, startSides, type Sides } from './sides.ts';
import { runRound } from './round.ts';
import { measureScrolling, type Scrolled } from './scroll.ts';

const say = (line: string): void => console.log(line);
const place = join(import.meta.dirname, 'results');

/** What is to be undone, whatever happens; the last first, and each once. */
const endings: (() => Promise<void> | void)[] = [];
const endAll = async (): Promise<void> => {
  for (let ending = endings.pop(); ending; ending = endings.pop()) await ending();
};
/** A second call waits for the same end. */
let ended: Promise<void> | undefined;
const end = (): Promise<void> => (ended ??= endAll());

type Stage = Comparing & { readonly pages: Prepared | null };

const setStage = async (options: Options): Promise<Stage> => {
  await sweepLeftovers(say);
  const folder = testFolder();
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: folder, durable: true, log: say });
  endings.push(() => postgres.stop());
  const cluster = await reachCluster(postgres.url);
  endings.push(() => cluster.close());

  const secret = randomBytes(32).toString('hex');
  const own = {
    DATABASE_URL: postgres.url,
    DATABASE_NAME: 'bench',
    DATA_DIR: folder,
    JWT_SECRET: secret,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    ACCESS_TOKEN_SECONDS: '86400',
    // One person types less than ten writers who never stop.
    SOCKET_RATE: '1000000',
    SOCKETS_PER_PERSON: '1000000',
    API_REQUESTS_PER_MINUTE: '100000000',
  };
  const config = readConfig(own);
  say('Preparing the tenants …');
  const prepared = await prepare(config, { slug: 'bench', leads: 20_000, admins: 600, staff: 60 });
  const pages = options.only.includes('page')
    ? await prepare(config, { slug: 'pages', leads: options.leads, admins: 1, staff: 6 })
    : null;
  const copy = await cluster.copyForReference(prepared.databaseName);
  const sides = await startSides({ ours: own, reference: { DATABASE_URL: copy, JWT_SECRET: secret } });
  endings.push(() => sides.stop());
  return { cluster, sides, prepared, pages, rounds: options.rounds };
};

const flat = async (stage: Stage, { subscribers, seconds, quick }: Options): Promise<Comparison[]> => {
  const found: Comparison[] = [];
  for (const mix of quick ? (['nextAction'] as const) : (['nextAction', 'status'] as const)) {
    for (const count of subscribers) {
      say(`Flat out, ${count} subscribers, ${mix} …`);
      found.push(await compare(stage, { mix, pace: null, warm: 1, seconds, subscribers: count }));
    }
  }
  return found;
};

const paced = (stage: Stage, { seconds }: Options): Promise<Comparison> => {
  say('50 mutations a second …');
  return compare(stage, { mix: 'nextAction', pace: 50, warm: 1, seconds: seconds * 2, subscribers: 100 });
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

const page = async (
  { sides: { ours }, cluster }: Stage,
  pages: Prepared,
  { leads, quick }: Options,
): Promise<NonNullable<Results['page']>> => {
  say(`First pages of ${leads.toLocaleString('en')} leads …`);
  const sample = async (): Promise<{ readonly at: number; readonly others: number }> => {
    const { at, cpu } = await ours.server.ask<Usage>('usage');
    return { at, others: machineCpu() - cpu - (cluster.cpu() ?? 0) - usage().cpu };
  };
  const before = await sample();
  const found = await measurePages({ port: ours.place.port, prepared: pages, times: quick ? 5 : 60 });
  const after = await sample();
  return { ...found, leads, othersCpu: Math.max(0, after.others - before.others) / (after.at - before.at) };
};

const rest = (stage: Stage, { seconds }: Options): Promise<RestPages> => {
  say('Pages over REST …');
  const [token = ''] = stage.prepared.admins;
  return measureRestPages({ ...stage, token, seconds });
};

const scroll = ({ sides: { ours }, prepared, rounds }: Stage): Promise<Scrolled> => {
  say('Scrolling through 20,000 leads …');
  const [token = ''] = prepared.admins;
  const url = `http://127.0.0.1:${ours.place.port}/bench/`;
  return measureScrolling({ url, token, rounds: Math.min(rounds, 3), log: say });
};

const profiled = async ({ sides, cluster, prepared }: Stage): Promise<Profile> => {
  say('Watching our server …');
  const { ours }: Sides = sides;
  await connectClients(ours, prepared, 100);
  const plan = { mix: 'nextAction', pace: null, warm: 1, seconds: 6, subscribers: 100 } as const;
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
  if (wants('scroll')) await buildClient(say);
  const needsStage = options.profile || options.only.some((part) => part !== 'bundle');
  const stage = needsStage ? await setStage(options) : null;
  const profile = stage && options.profile ? await profiled(stage) : undefined;
  const results: Results = {
    ...(profile ? { costs: profile.costs } : {}),
    ...(bundle ? { bundle } : {}),
    flat: stage && wants('flat') ? await flat(stage, options) : [],
    ...(stage && wants('paced') ? { paced: await paced(stage, options) } : {}),
    ...(stage && wants('connect') ? { connect: await connect(stage) } : {}),
    ...(stage && wants('rest') ? { rest: await rest(stage, options) } : {}),
    ...(stage && wants('scroll') ? { scroll: await scroll(stage) } : {}),
    ...(stage?.pages ? { page: await page(stage, stage.pages, options) } : {}),
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
