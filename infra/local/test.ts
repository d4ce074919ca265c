import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runBrowserTests } from './browser-tests.ts';
import { ensureBrowser } from './browser.ts';
import { cachePlace } from './cache-place.ts';
import { buildClient } from './client-build.ts';
import { fastPlace, sweepLeftovers, testFolder } from './leftovers.ts';
import { startPostgres } from './postgres.ts';
import { whenNpmEnds } from './processes.ts';
import { startRedis } from './redis.ts';
import { add, findUnitTests, matching, runUnitTests, type Results } from './unit-tests.ts';

/**
 * What `npm test` runs. Words narrow it to the files whose path contains one of them, `--unit` or `--e2e` to one kind,
 * `--name=…` to the tests of that name.
 */
const words = process.argv.slice(2);
const filters = words.filter((word) => !word.startsWith('--'));
const names = words.filter((word) => word.startsWith('--name=')).map((word) => word.slice('--name='.length));
const unknown = words.filter((word) => word.startsWith('--') && !/^--(unit|e2e|name=.+)$/.test(word));

// Each file of tests is a process of its own, and would compile the same modules again.
process.env.NODE_COMPILE_CACHE ??= cachePlace('compiled');

const log = (line: string) => console.log(line);
const interruption = new AbortController();
const endings: (() => Promise<void> | void)[] = [];

const endAll = async (): Promise<void> => {
  for (const ending of endings.toReversed()) await ending();
};

// Once, however many ask: an interruption and the run that it cuts short both do.
let ended: Promise<void> | undefined;
const end = (): Promise<void> => (ended ??= endAll());

const startServices = async (folder: string): Promise<void> => {
  const postgres = await startPostgres({ dataDir: folder, durable: false, log });
  endings.push(() => postgres.stop());
  const redis = await startRedis({ dir: join(folder, 'redis'), log });
  endings.push(() => redis.stop());
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_REDIS_URL = redis.url;
};

const main = async (): Promise<Results> => {
  if (unknown.length > 0)
    throw new Error(`npm test does not know ${unknown.join(' ')}: it takes paths, --unit, --e2e, --name=…`);
  const wantsUnit = !words.includes('--e2e');
  const wantsBrowser = !words.includes('--unit') && names.length === 0;
  const unit = wantsUnit ? findUnitTests(filters) : { node: [], client: [] };
  const journeys = wantsBrowser ? matching(['client/e2e/**/*.spec.ts'], filters) : [];
  const unitCount = unit.node.length + unit.client.length;
  if (wantsUnit && unitCount === 0 && journeys.length === 0)
    throw new Error(`No test file matches ${filters.join(' ') || 'anything'}.`);
  if (wantsBrowser && journeys.length === 0 && (filters.length === 0 || unitCount === 0)) {
    throw new Error(
      'No journey (client/e2e/**/*.spec.ts) was found: a run without them would look complete and is not.',
    );
  }

  await sweepLeftovers(log);
  const folder = testFolder(fastPlace());
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  if (unit.node.some((file) => !file.startsWith('shared-types/')) || journeys.length > 0) {
    await startServices(folder);
    // A server without its screens answers pages with a defect.
    await buildClient(log);
  }

  const results = await runUnitTests(unit, { names, signal: interruption.signal, folder });
  if (journeys.length === 0) return results;
  log(`\nIn a browser: ${journeys.length} ${journeys.length === 1 ? 'file' : 'files'} of journeys`);
  const inBrowser = await runBrowserTests(journeys, folder, await ensureBrowser(log));
  return { ...results, ...add(results, inBrowser) };
};

const interrupted = (): void => {
  log('\nStopping …');
  interruption.abort();
  void end().finally(() => process.exit(130));
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
whenNpmEnds(interrupted);

let code = 1;
try {
  const { failures, ...counts } = await main();
  await end();
  for (const failure of failures) log(`\n✖ ${failure}`);
  log(`\ntests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  if (counts.passed === 0 && counts.failed === 0) console.error('No test was executed.');
  code = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end();
}
process.exit(code);
