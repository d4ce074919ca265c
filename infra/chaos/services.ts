import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { testFolder } from '#infra/local/leftovers.ts';
import { startPostgres, type Postgres } from '#infra/local/postgres.ts';
import { startRedis, type Redis } from '#infra/local/redis.ts';

/** Whatever calls back at its end: a test, or the chaos run. */
export type Ending = { readonly after: (end: () => Promise<void>) => void };

/** Ends in the opposite order what was begun, once, however many ask. */
export const createEndings = (): Ending & { readonly end: () => Promise<void> } => {
  const endings: (() => Promise<void>)[] = [];
  let ended: Promise<void> | null = null;
  const endAll = async (): Promise<void> => {
    for (const end of endings.toReversed())
      await end().catch((error: unknown) => console.error('while ending:', error));
  };
  return { after: (end) => void endings.push(end), end: () => (ended ??= endAll()) };
};

/** The Redis of `npm test`, for tests that leave it as it is. */
export const sharedRedisUrl = (): string => {
  const url = process.env['TEST_REDIS_URL'];
  if (!url) throw new Error('TEST_REDIS_URL is missing: "npm test" brings a Redis and sets it.');
  return url;
};

const ownFolder = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = testFolder();
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** A Redis to be killed. */
export const ownRedis = async (ending: Ending): Promise<Redis> => {
  const { folder, remove } = ownFolder();
  const redis = await startRedis({ dir: join(folder, 'redis') });
  ending.after(async () => {
    await redis.stop();
    remove();
  });
  return redis;
};

/** A PostgreSQL to be killed: what it has acknowledged, it keeps. */
export const ownPostgres = async (ending: Ending): Promise<Postgres> => {
  const { folder, remove } = ownFolder();
  const postgres = await startPostgres({ dataDir: folder, durable: true });
  ending.after(async () => {
    await postgres.stop();
    remove();
  });
  return postgres;
};
