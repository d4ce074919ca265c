import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePlace } from '#infra/local/cache-place.ts';
import { startPostgres } from '#infra/local/postgres.ts';
import type { Log } from '#infra/local/processes.ts';
import { readConfig } from '#server/config.ts';
import { startChild } from './children.ts';
import { reachCluster } from './database.ts';
import { machineCpu } from './machine.ts';
import { measurePages, type Measured, type Pages } from './page.ts';
import { prepare, prepareAgain } from './prepare.ts';
import { usage, type Usage } from './usage.ts';

type Options = {
  /** How many leads there are, in one tenant each. */
  readonly sizes: readonly number[];
  readonly times: number;
  readonly env: { readonly [name: string]: string };
  readonly log: Log;
  /** What is to be undone however it ends. */
  readonly after: (end: () => Promise<void> | void) => void;
};

/** Another number where the leads are to be made up again. */
const seed = 1;

/** First pages of very many leads: on a cluster that is kept from run to run, for a million of them take minutes to make. */
export const measureManyPages = async ({ sizes, times, env, log, after }: Options): Promise<(Pages & Measured)[]> => {
  const dataDir = cachePlace('bench-pages');
  const postgres = await startPostgres({ dataDir, durable: false, log });
  after(() => postgres.stop());
  const cluster = await reachCluster(postgres.url);
  after(() => cluster.close());
  const found: (Pages & Measured)[] = [];
  for (const leads of sizes) {
    const name = `pages_${seed}_${leads}`;
    const own = { ...env, DATABASE_URL: postgres.url, DATABASE_NAME: name, DATA_DIR: join(dataDir, name) };
    mkdirSync(own.DATA_DIR, { recursive: true });
    const config = readConfig(own);
    const marker = join(own.DATA_DIR, 'made');
    if (!existsSync(marker)) {
      // A run that was interrupted may have begun.
      await cluster.drop(name);
      log(`Making up ${leads.toLocaleString('en')} leads, once …`);
      await prepare(config, { slug: 'pages', leads, admins: 1, staff: 6 });
      writeFileSync(marker, '');
    }
    const prepared = await prepareAgain(config, 'pages');
    const server = await startChild(import.meta.resolve('./own-server.ts'), { env: own, flags: ['--expose-gc'] });
    try {
      const sample = async (): Promise<{ readonly at: number; readonly others: number }> => {
        const { at, cpu } = await server.ask<Usage>('usage');
        return { at, others: machineCpu() - cpu - (cluster.cpu() ?? 0) - usage().cpu };
      };
      log(`First pages of ${leads.toLocaleString('en')} leads …`);
      const port = await server.ask<number>('port');
      const before = await sample();
      const pages = await measurePages({ port, prepared, times });
      const ended = await sample();
      const othersCpu = Math.max(0, ended.others - before.others) / (ended.at - before.at);
      found.push({ ...pages, leads, othersCpu });
    } finally {
      await server.stop();
    }
  }
  return found;
};
