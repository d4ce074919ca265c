import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './cache-place.ts';

/** What `npm run check` runs, here and in CI: everything that finds a fault without a database or a browser. */
type Step = { readonly name: string; readonly args: readonly string[] };

const tool = (path: string) => join(root, 'node_modules', path);
const tests = (...patterns: string[]) => globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] }).toSorted();
// Of the server only what its author calls quick: those need no service.
const onNode = tests(
  'shared-types/**/*.test.ts',
  'server/**/*.quick.test.ts',
  'infra/**/*.quick.test.ts',
  'infra/lint/*.test.ts',
  'infra/local/lock-check.test.ts',
);
const screens = tests('client/**/*.test.ts');

/** For who runs `npm test` next: that runs every test there is. */
const withTests = !process.argv.includes('--without-tests');

const steps: readonly Step[] = [
  { name: 'format', args: [tool('oxfmt/bin/oxfmt'), '--check'] },
  { name: 'lint', args: [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'types', args: [tool('typescript/bin/tsc'), '--build'] },
  { name: 'unused files, exports and packages', args: [tool('knip/bin/knip.js'), '--no-progress'] },
  { name: 'lock', args: [join(root, 'infra/local/lock-check.ts')] },
  ...(withTests
    ? [
        { name: 'unit tests', args: ['--test', ...onNode] },
        // They wait more than they work.
        {
          name: 'unit tests of the client',
          args: ['--conditions=browser', '--test', '--test-concurrency=4', ...screens],
        },
      ]
    : []),
];

const runStep = async ({ name, args }: Step): Promise<boolean> => {
  const began = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => said.push(part));
  child.stderr.on('data', (part: Buffer) => said.push(part));
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  console.log(`${passed ? '✓' : '✗'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  // Tests always show their closing lines: a green tick over nothing executed would look the same.
  const text = Buffer.concat(said).toString().trimEnd();
  if (!passed) console.log(`${text}\n`);
  else if (args.includes('--test')) console.log(text.split('\n').slice(-8).join('\n'));
  return passed;
};

const queue = [...steps];
let failed = 0;
// Two at a time: the smallest machine that this runs on has two cores.
const worker = async () => {
  for (let step = queue.shift(); step; step = queue.shift()) if (!(await runStep(step))) failed += 1;
};
await Promise.all([worker(), worker()]);
console.log(failed === 0 ? '\nAll checks passed.' : `\n${failed} of ${steps.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
