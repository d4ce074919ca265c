import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '#infra/bench/children.ts';
import type { Usage } from '#infra/bench/usage.ts';
import { createEndings } from '#infra/chaos/services.ts';
import { whenNpmEnds } from '#infra/local/processes.ts';
import type { Attack, Attacked, Flood } from './attacker.ts';
import { work, type Felt } from './colleague.ts';
import { farBehind, restFloods, socketFloods, strangerFloods } from './floods.ts';
import { endOfLog, setStage, type Stage } from './stage.ts';

/**
 * `npm run flood`: what a colleague feels while one person, ten people or strangers ask as much as they can, and what it
 * costs the pod. Ends with an error where a figure is not reached. `--only=words` chooses floods, `--seconds=N` says how
 * long each lasts.
 */
const most = { mutation: 250, page: 1_000, health: 100, memory: 400 };
/** Memory counts as given back when no more than this is still in use once garbage is collected, in megabytes. */
const mostKept = 50;
/** Between two floods, in milliseconds: each is to begin with a full allowance. */
const calmMs = 4_000;

const option = (name: string): string | undefined =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const unknown = process.argv.slice(2).filter((word) => !/^--(only|seconds|leads)=/.test(word));
if (unknown.length > 0)
  throw new Error(
    `npm run flood does not know ${unknown.join(' ')}: it takes --only=WORDS, --seconds=N and --leads=N.`,
  );
const seconds = Number(option('seconds') ?? 6);
const leads = Number(option('leads') ?? 15_000);
const only = (option('only') ?? '').toLowerCase();

const endings = createEndings();
const interrupted = (): void => void endings.end().finally(() => process.exit(130));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
whenNpmEnds(interrupted);

type Planned = { readonly name: string; readonly flood: (stage: Stage) => Flood };

const bySome = (name: string, make: (tokens: readonly string[], stage: Stage) => Flood): Planned[] =>
  [1, 10].map((count) => ({
    name: `${name}, ${count === 1 ? 'one person' : 'ten people'}`,
    flood: (stage) => make(stage.attackers.slice(0, count), stage),
  }));

const planned: readonly Planned[] = [
  ...Object.keys(socketFloods).flatMap((name) =>
    bySome(name, (tokens, { theirLeadIds }) => ({ kind: 'socket', name, tokens, leadIds: theirLeadIds })),
  ),
  ...Object.keys(restFloods).flatMap((name) => bySome(name, (tokens) => ({ kind: 'rest', name, tokens }))),
  ...bySome('connecting again and again', (tokens) => ({ kind: 'connecting', tokens })),
  ...strangerFloods.map((name): Planned => ({
    name,
    flood: ({ endedToken }) => ({ kind: 'stranger', name, endedToken }),
  })),
];

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const ms = (value: number): string => `${Math.round(value)}`.padStart(6);

const main = async (): Promise<string[]> => {
  console.log(`Preparing ${leads} leads …`);
  const stage = await setStage(endings, leads);
  const attacker = await startChild(import.meta.resolve('./attacker.ts'));
  endings.after(() => attacker.stop());
  const rss = async (): Promise<number> => megabytes((await stage.pod.ask<Usage>('usage')).rss);
  const inUse = async (): Promise<number> => megabytes((await stage.pod.ask<Usage>('usage', { collect: true })).heap);
  const colleague = (): Promise<Felt> => work({ ...stage, ...stage.colleague }, seconds);

  await colleague();
  const quiet = await colleague();
  const used = await inUse();
  const idle = await rss();
  console.log(
    `\nWithout a flood: mutation p99 ${ms(quiet.mutation)} ms, page p99 ${ms(quiet.page)} ms, /health p99 ${ms(quiet.health)} ms, ${idle} MB.`,
  );
  console.log('\n mut p99  page p99   health  +memory    left   sent / answered / refused   flood');
  const missed: string[] = [];

  const report = (name: string, felt: Felt, more: number, left: number, attacked: Attacked): void => {
    const wrong = [
      felt.mutation - quiet.mutation > most.mutation && `mutation +${Math.round(felt.mutation - quiet.mutation)} ms`,
      felt.page - quiet.page > most.page && `page +${Math.round(felt.page - quiet.page)} ms`,
      felt.health > most.health && `/health ${Math.round(felt.health)} ms`,
      more > most.memory && `memory +${more} MB`,
      left > mostKept && `${left} MB not given back`,
      ...felt.failed,
    ].filter((what) => what !== false);
    const { sent, answered, refused } = attacked;
    console.log(
      `${ms(felt.mutation)}    ${ms(felt.page)}    ${ms(felt.health)}   ${ms(more)}  ${ms(left)}   ${`${sent} / ${answered} / ${refused}`.padEnd(26)}  ${name}${wrong.length > 0 ? `   ✗ ${wrong.join(', ')}` : ''}`,
    );
    for (const what of wrong) missed.push(`${name}: ${what}`);
  };

  const during = async (name: string, flood: Flood, longest: number): Promise<Attacked> => {
    let highest = 0;
    const look = async (): Promise<void> => {
      highest = Math.max(highest, await rss());
    };
    // A pod that has ended is noticed below.
    const watching = setInterval(() => void look().catch(() => undefined), 200);
    const { port, slug } = stage;
    const log = await endOfLog(stage);
    const attacking = attacker.ask<Attacked>('run', { ...flood, port, slug, seconds: longest, log } satisfies Attack);
    const [attacked, felt] = await Promise.all([attacking, pause(200).then(colleague)]);
    clearInterval(watching);
    await pause(calmMs);
    const left = (await inUse()) - used;
    report(name, felt, highest - idle, left, attacked);
    return attacked;
  };

  for (const { name, flood } of planned)
    if (name.toLowerCase().includes(only)) await during(name, flood(stage), seconds);

  const name = `${stage.returning.length} clients come back ${farBehind} changes behind`;
  if (name.includes(only)) {
    const { answered, took } = await during(name, { kind: 'returning', tokens: stage.returning }, 120);
    console.log(
      `                                               ${answered} of ${stage.returning.length} were served, the last after ${took.toFixed(1)} s`,
    );
    if (answered < stage.returning.length) missed.push(`${name}: only ${answered} were served`);
  }
  return missed;
};

const missed = await main().finally(endings.end);
console.log(missed.length === 0 ? '\nEvery figure was reached.' : `\n${missed.length} figures were not reached:`);
for (const what of missed) console.log(`  ${what}`);
process.exit(missed.length === 0 ? 0 : 1);
