import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runApp, untilReady } from './app-process.ts';
import { buildClient } from './client-build.ts';
import { startPostgres } from './postgres.ts';

/** Playwright's global setup: the built app with demonstration data of its own, and what ends it. */
const setUp = async (): Promise<() => Promise<void>> => {
  const log = (line: string) => console.log(line);
  const url = process.env.E2E_URL ?? '';
  const dataDir = mkdtempSync(join(tmpdir(), 'dentracrm-e2e-'));
  await buildClient(log);
  // `npm test` has a server running; `npx playwright test` by itself has none.
  const own = process.env.TEST_DATABASE_URL ? undefined : await startPostgres({ dataDir, durable: false, log });
  const app = runApp({
    DATABASE_URL: process.env.TEST_DATABASE_URL ?? own?.url,
    DATABASE_NAME: `e2e_${process.pid}`,
    DATA_DIR: dataDir,
    PORT: new URL(url).port,
    HOST: '127.0.0.1',
    DEMO: 'true',
    LOCAL_MAIL: 'true',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  const tearDown = async () => {
    await app.stop();
    await own?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(url, app);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
};

export default setUp;
