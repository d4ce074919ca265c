import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { sweepLeftovers, testFolder } from '#infra/local/leftovers.ts';
import { startPostgres } from '#infra/local/postgres.ts';
import type { Log } from '#infra/local/processes.ts';
import { readConfig } from '#server/config.ts';
import { sessionCookies } from '#server/identity/cookies.ts';
import type { Comparing } from './compare.ts';
import { reachCluster } from './database.ts';
import { prepare } from './prepare.ts';
import { startSides } from './sides.ts';

export type Env = { readonly [name: string]: string };

/** Both sides at work on a tenant with 20,000 leads. */
export type Stage = Comparing & {
  /** What a pod with the product's own limits is started with. */
  readonly usual: Env;
  /** The cookies of who holds a token. */
  readonly cookiesOf: (token: string) => readonly string[];
};

/** How every pod of the bench is started, but for its database. */
export const usualEnv = (): Env => ({
  JWT_SECRET: randomBytes(32).toString('hex'),
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'warn',
  ACCESS_TOKEN_SECONDS: '86400',
});

/** One person types less than ten writers who never stop. */
export const unlimited: Env = { SOCKET_RATE: '1000000', API_REQUESTS_PER_MINUTE: '100000000' };

type Options = {
  readonly rounds: number;
  readonly log: Log;
  /** What is to be undone however it ends. */
  readonly after: (end: () => Promise<void> | void) => void;
};

export const setStage = async ({ rounds, log, after }: Options): Promise<Stage> => {
  await sweepLeftovers(log);
  const folder = testFolder();
  after(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: folder, durable: true, log });
  after(() => postgres.stop());
  const cluster = await reachCluster(postgres.url);
  after(() => cluster.close());
  const usual = { ...usualEnv(), DATABASE_URL: postgres.url, DATABASE_NAME: 'bench', DATA_DIR: folder };
  const config = readConfig({ ...usual, ...unlimited });
  log('Preparing the tenant …');
  const prepared = await prepare(config, { slug: 'bench', leads: 20_000, admins: 600, staff: 60 });
  const copy = await cluster.copyForReference(prepared.databaseName);
  const sides = await startSides({
    ours: { ...usual, ...unlimited },
    reference: { DATABASE_URL: copy, JWT_SECRET: config.jwtSecret },
  });
  after(() => sides.stop());
  const cookiesOf: Stage['cookiesOf'] = (token) =>
    sessionCookies('bench', { token, refreshToken: 'none', csrf: 'none' }, config);
  return { cluster, sides, prepared, usual, cookiesOf, rounds };
};
