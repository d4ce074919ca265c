import { whenNpmEnds } from '#infra/local/processes.ts';
import { runChaos } from './run.ts';
import { createEndings } from './services.ts';

/** `npm run chaos -- --seed=7 --seconds=60`: the same seed breaks the same things in the same order. */
const numberOf = (name: string, fallback: number): number => {
  const given = process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (given === undefined) return fallback;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} should be a whole number from 1.`);
  return value;
};

const unknown = process.argv.slice(2).filter((word) => !/^--(seed|seconds)=/.test(word));
if (unknown.length > 0)
  throw new Error(`npm run chaos does not know ${unknown.join(' ')}: it takes --seed=N and --seconds=S.`);

const seed = numberOf('seed', 1 + Math.floor(Math.random() * 1_000_000));
const seconds = numberOf('seconds', 30);
console.log(`seed ${seed}, ${seconds} s: npm run chaos -- --seed=${seed} --seconds=${seconds}\n`);

const endings = createEndings();
const interrupted = (): void => void endings.end().finally(() => process.exit(130));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
whenNpmEnds(interrupted);

const say = (line: string): void => console.log(line);
const { violations, counts, healedIn } = await runChaos({ seed, seconds, say, ending: endings }).finally(endings.end);
console.log('');
for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(count).padStart(9)}  ${what}`);
console.log(`${String(Math.round(healedIn)).padStart(9)}  milliseconds from the last repair until everyone was equal`);
console.log(
  violations.length === 0
    ? `\nseed ${seed}: everything was as promised.`
    : `\nseed ${seed}: ${violations.length} violations.`,
);
for (const what of violations.slice(0, 20)) console.log(`  ${what.slice(0, 400)}`);
process.exit(violations.length === 0 ? 0 : 1);
