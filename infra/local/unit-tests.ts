import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { root } from './cache-place.ts';

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** What came of the tests; of each that failed, what it said: to be shown again at the end of a long run. */
export type Results = Counts & { readonly failures: readonly string[] };

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

export type RunOptions = {
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  /** Where to put what the run needs; the caller deletes it. */
  readonly folder: string;
};

export const runUnitTests = async (files: TestFiles, options: RunOptions): Promise<Results> => {
  const cores = availableParallelism();
  const node = await runFiles(files.node, { execArgv: [], concurrency: Math.min(4, cores), together: 10 }, options);
  // Without the condition Node loads Solid's server build, and effects never run. They wait more than they work.
  const inBrowser = { execArgv: ['--conditions=browser'], concurrency: Math.min(8, cores * 4), together: 6 };
  const client = await runFiles(files.client, inBrowser, options);
  return { ...add(node, client), failures: [...node.failures, ...client.failures] };
};

export const add = (one: Counts, two: Counts): Counts => ({
  passed: one.passed + two.passed,
  failed: one.failed + two.failed,
  skipped: one.skipped + two.skipped,
});

type Manner = {
  readonly execArgv: string[];
  readonly concurrency: number;
  /** Files that one process runs, one after the other: loading the product anew takes longer than most of them. */
  readonly together: number;
};

/** A file that puts something else in the place of a module loads the rest only then, and so needs a process of its own. */
const isAlone = (file: string): boolean => /^const .* = await import\(/m.test(readFileSync(join(root, file), 'utf8'));

/** The files as processes: those that may share one are imported by a module that is written for them. */
const processesFor = (files: readonly string[], { concurrency, together }: Manner, folder: string): string[] => {
  const alone = files.filter(isAlone);
  const others = files.filter((file) => !alone.includes(file));
  const count = Math.ceil(others.length / together);
  const paths = (some: readonly string[]): string[] => some.map((file) => join(root, file));
  // With so few of them more run at once when each has its own.
  if (count < concurrency) return paths(files);
  const groups = Array.from({ length: count }, (_, group) => {
    const path = join(folder, `tests-${group}-of-${files.length}.mjs`);
    // Neighbours are alike, and slow together: they go to different groups.
    const members = others.filter((__, index) => index % count === group);
    writeFileSync(
      path,
      paths(members)
        .map((member) => `import '${pathToFileURL(member).href}';\n`)
        .join(''),
    );
    return path;
  });
  return [...paths(alone), ...groups];
};

/** Characters, of what one failed test says. */
const longestSaid = 3_000;

const runFiles = async (files: readonly string[], manner: Manner, options: RunOptions): Promise<Results> => {
  const { execArgv, concurrency, together } = manner;
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0, failures: [] };
  const stream = run({
    cwd: root,
    files: processesFor(files, manner, options.folder),
    concurrency,
    execArgv,
    // A test that hangs must not take the whole run with it.
    timeout: 180_000 * together,
    signal: options.signal,
    ...(options.names.length > 0 ? { testNamePatterns: [...options.names] } : {}),
  });
  let counts: Counts | undefined;
  const failed: { readonly file: string; readonly name: string; readonly error: Error }[] = [];
  const remarks = new Map<string, string[]>();
  stream.on(
    'test:diagnostic',
    ({ file = '', message }) => void remarks.set(file, [...(remarks.get(file) ?? []), message]),
  );
  stream.on('test:fail', ({ name, file = '', details: { error } }) => void failed.push({ file, name, error }));
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
  const failures = failed.map(({ file, name, error }) =>
    [
      `${relative(root, file)}: ${name}`,
      inspect(error.cause ?? error).slice(0, longestSaid),
      // The last of them is nearest to the failure.
      (remarks.get(file) ?? []).join('\n').slice(-longestSaid),
    ].join('\n'),
  );
  return { ...(counts ?? { passed: 0, failed: 1, skipped: 0 }), failures };
};
