import { resolve } from 'node:path';
import { runApp, type App } from './app-process.ts';
import { root } from './cache-place.ts';
import { buildClient } from './client-build.ts';
import { startScreens, type Screens } from './dev-screens.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { freePort, whenNpmEnds } from './processes.ts';

/**
 * What `npm start` and `npm run dev` run: everything the product needs on this machine, in the right order,
 * and all of it stopped again in the reverse one.
 */
const main = async (): Promise<number> => {
  const dev = process.argv.includes('--dev');
  const log = (line: string) => console.log(line);
  const dataDir = resolve(root, process.env.DATA_DIR || '.data');
  const port = process.env.PORT || '3000';

  let postgres: Postgres | undefined;
  let screens: Screens | undefined;
  let app: App | undefined;
  let stopping = false;
  const stop = () => {
    if (!stopping) log('\nStopping …');
    stopping = true;
    void app?.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmEnds(stop);

  try {
    if (!process.env.DATABASE_URL) postgres = await startPostgres({ dataDir, durable: true, log });
    if (!dev) await buildClient(log);
    if (stopping) return 0;
    const serverPort = dev ? String(await freePort()) : port;
    if (dev) screens = await startScreens({ port: Number(port), serverPort: Number(serverPort), log });
    const settings = { DATABASE_URL: process.env.DATABASE_URL || postgres?.url, DATA_DIR: dataDir, PORT: serverPort };
    app = runApp({ ...settings, ...(postgres ? onALaptop() : {}) }, { watch: dev });
    const code = await app.ended;
    return stopping ? 0 : code;
  } finally {
    await screens?.close();
    await postgres?.stop();
  }
};

/** Demonstration data has well-known passwords, so only this machine may reach it unless someone says otherwise. */
const onALaptop = () => ({
  DEMO: process.env.DEMO || 'true',
  HOST: process.env.HOST || '127.0.0.1',
  // A line for every request would push the address and the sign-ins out of sight.
  LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
});

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
