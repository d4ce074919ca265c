import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from './cache-place.ts';

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

const onNode = ['shared-types/**/*.test.ts', 'server/**/*.test.ts', 'infra/**/*.test.ts'];
const inBrowserMode = ['client/**/*.test.ts'];

export type TestFiles = { readonly node: readonly string[]; readonly client: readonly string[] };

/** Tests whose path contains one of the filters; all of them when there is none. */
export const findUnitTests = (filters: readonly string[]): TestFiles => ({
  node: matching(onNode, filters),
  client: matching(inBrowserMode, filters),
});

export const matching = (patterns: readonly string[], filters: readonly string[]): string[] =>
  globSync([...patterns], { cwd: root, exclude: ['**/node_modules/**', 'client/dist*/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
    .toSorted();

export type RunOptions = { readonly names: readonly string[]; readonly signal: AbortSignal };

export const runUnitTests = async (files: TestFiles, options: RunOptions): Promise<Counts> => {
  const cores = availableParallelism();
  const node = await runFiles(files.node, { execArgv: [], concurrency: Math.min(4, cores) }, options);
  // Without the condition Node loads Solid's server build, and effects never run. They wait more than they work.
  const inBrowser = { execArgv: ['--conditions=browser'], concurrency: Math.min(8, cores * 2) };
  const client = await runFiles(files.client, inBrowser, options);
  return add(node, client);
};

export const add = (one: Counts, two: Counts): Counts => ({
  passed: one.passed + two.passed,
  failed: one.failed + two.failed,
  skipped: one.skipped + two.skipped,
});

type Manner = { readonly execArgv: string[]; readonly concurrency: number };

const runFiles = async (
  files: readonly string[],
  { execArgv, concurrency }: Manner,
  options: RunOptions,
): Promise<Counts> => {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const stream = run({
    cwd: root,
    files: files.map((file) => join(root, file)),
    concurrency,
    execArgv,
    // A test that hangs must not take the whole run with it.
    timeout: 180_000,
    signal: options.signal,
    ...(options.names.length > 0 ? { testNamePatterns: [...options.names] } : {}),
  });
  let counts: Counts | undefined;
  stream.on('test:summary', ({ file, counts: found }) => {
    // Every file has a summary too; the last one, of all, names none.
    if (file === undefined) {
      counts = {
        passed: found.passed,
        failed: found.tests - found.passed - found.skipped - found.todo,
        skipped: found.skipped + found.todo,
      };
    }
  });
  for await (const text of stream.compose(spec)) process.stdout.write(String(text));
  return counts ?? { passed: 0, failed: 1, skipped: 0 };
};
