import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '#infra/bench/children.ts';
import type { Usage } from '#infra/bench/usage.ts';
import { createEndings } from '#infra/chaos/services.ts';
import { whenNpmEnds } from '#infra/local/processes.ts';
import type { Attack, Attacked, Flood } from './attacker.ts';
import { work, type Felt } from './colleague.ts';
import { farBehind, restFloods, socketFloods, strangerFloods } from './floods.ts';
import { describe, heading, judge, type Round } from './judge.ts';
import { endOfLog, setStage, type Stage } from './stage.ts';

/**
 * `npm run flood`: what a colleague feels while one person, ten people or strangers ask as much as they can, and what it
 * costs the pod, each beside a quiet moment just before. What is too much in one round is tried twice more, and judged by
 * the middle one. Ends with an error where a figure is not reached. `--only=words` chooses floods, `--seconds=N` says how
 * long each lasts.
 */
const mostRounds = 3;
/** Between two floods, in seconds: each is to begin with a full allowance. */
const calmSeconds = 4;

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

const main = async (): Promise<string[]> => {
  console.log(`Preparing ${leads} leads …`);
  const stage = await setStage(endings, leads);
  const attacker = await startChild(import.meta.resolve('./attacker.ts'));
  endings.after(() => attacker.stop());
  const rss = async (): Promise<number> => megabytes((await stage.pod.ask<Usage>('usage')).rss);
  const inUse = async (): Promise<number> => megabytes((await stage.pod.ask<Usage>('usage', { collect: true })).heap);
  const colleague = (forSeconds: number): Promise<Felt> => work({ ...stage, ...stage.colleague }, forSeconds);
  const missed: string[] = [];

  await colleague(seconds);
  let quiet = await colleague(calmSeconds);
  const used = await inUse();
  const idle = await rss();
  console.log(`\nThe pod has ${idle} MB when idle. Each p99 in milliseconds, without the flood → with it:\n${heading}`);

  const once = async (flood: Flood, longest: number): Promise<Round> => {
    let highest = 0;
    const look = async (): Promise<void> => {
      highest = Math.max(highest, await rss());
    };
    // A pod that has ended is noticed below.
    const watching = setInterval(() => void look().catch(() => undefined), 200);
    const { port, slug } = stage;
    const log = await endOfLog(stage);
    const attacking = attacker.ask<Attacked>('run', { ...flood, port, slug, seconds: longest, log } satisfies Attack);
    const [attacked, felt] = await Promise.all([attacking, pause(200).then(() => colleague(seconds))]);
    clearInterval(watching);
    const before = quiet;
    // What is still on its way when a flood ends is no part of the next one's quiet moment.
    await pause(1_000);
    quiet = await colleague(calmSeconds);
    return { quiet: before, felt, memory: highest - idle, left: (await inUse()) - used, attacked };
  };

  const during = async (name: string, flood: Flood, longest: number): Promise<Round> => {
    const rounds: Round[] = [];
    const again = async (): Promise<Round> => {
      const round = await once(flood, longest);
      rounds.push(round);
      console.log(`${describe(round)}  ${name}`);
      return round;
    };
    const first = await again();
    if (judge(rounds).length === 0) return first;
    while (rounds.length < mostRounds) await again();
    for (const what of judge(rounds)) {
      missed.push(`${name}: ${what}`);
      console.log(`✗ ${what}`);
    }
    return first;
  };

  for (const { name, flood } of planned)
    if (name.toLowerCase().includes(only)) await during(name, flood(stage), seconds);

  const name = `${stage.returning.length} clients come back ${farBehind} changes behind`;
  if (name.includes(only)) {
    const { attacked } = await during(name, { kind: 'returning', tokens: stage.returning }, 120);
    console.log(
      `  ${attacked.answered} of ${stage.returning.length} were served, the last after ${attacked.took.toFixed(1)} s`,
    );
    if (attacked.answered < stage.returning.length) missed.push(`${name}: only ${attacked.answered} were served`);
  }
  return missed;
};

const missed = await main().finally(endings.end);
console.log(missed.length === 0 ? '\nEvery figure was reached.' : `\n${missed.length} figures were not reached:`);
for (const what of missed) console.log(`  ${what}`);
process.exit(missed.length === 0 ? 0 : 1);
