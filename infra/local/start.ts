import { resolve } from 'node:path';
import { readConfig } from '#server/config.ts';
import { runApp, type App } from './app-process.ts';
import { root } from './cache-place.ts';
import { buildClient } from './client-build.ts';
import { startScreens, type Screens } from './dev-screens.ts';
import { keepRunning } from './keep-running.ts';
import { requireFreePort } from './port.ts';
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
  const embedded = !process.env.DATABASE_URL && !process.env.DATABASE_URL_FILE;
  const own = embedded ? onALaptop() : {};
  // What is wrong with the variables or the port is said before any work.
  const config = readConfig({
    ...process.env,
    ...own,
    ...(embedded ? { DATABASE_URL: laterUrl } : {}),
    DATA_DIR: dataDir,
  });
  await requireFreePort(config.port, config.host);
  const port = String(config.port);

  let postgres: Postgres | undefined;
  let stopWatching: (() => Promise<void>) | undefined;
  let screens: Screens | undefined;
  let app: App | undefined;
  let stopping = false;
  let isLost = false;
  const stop = () => {
    if (!stopping) log('\nStopping …');
    stopping = true;
    void app?.stop();
  };
  const lose = () => {
    isLost = true;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  whenNpmEnds(stop);

  try {
    if (embedded) postgres = await startPostgres({ dataDir, durable: true, log });
    if (postgres) stopWatching = keepRunning(postgres, log, lose);
    if (!dev) await buildClient(log);
    if (stopping) return isLost ? 1 : 0;
    const serverPort = dev ? String(await freePort()) : port;
    if (dev) screens = await startScreens({ port: Number(port), serverPort: Number(serverPort), log });
    const settings = {
      ...(postgres ? { DATABASE_URL: postgres.url } : {}),
      DATA_DIR: dataDir,
      PORT: serverPort,
      // While screens are developed, the server is behind another port.
      ...(dev && !process.env.PUBLIC_URL ? { PUBLIC_URL: `http://localhost:${port}` } : {}),
    };
    app = runApp({ ...settings, ...own }, { watch: dev });
    const { code, signal } = await app.ended;
    if (stopping) return isLost ? 1 : 0;
    if (signal !== null)
      log(`The server ended unexpectedly (${signal}). Start it again with: npm ${dev ? 'run dev' : 'start'}`);
    return code;
  } finally {
    await screens?.close();
    await stopWatching?.();
    await postgres?.stop();
  }
};

/** Stands for the address of a PostgreSQL that is not started yet. */
const laterUrl = 'postgres://127.0.0.1/postgres';

/** The names of this machine for itself: under any other, a page of someone else's could pass for one of ours. */
const ownNames = 'localhost,127.0.0.1,[::1]';

/** Demonstration data has well-known passwords, so only this machine may reach it unless someone says otherwise. */
const onALaptop = () => ({
  DEMO: process.env.DEMO || 'true',
  HOST: process.env.HOST || '127.0.0.1',
  ...(process.env.HOST && !process.env.ALLOWED_HOSTS ? {} : { ALLOWED_HOSTS: process.env.ALLOWED_HOSTS || ownNames }),
  // A newcomer reads what would be sent. A server that others can reach sends real mail, or none.
  ...((process.env.HOST && process.env.HOST !== '127.0.0.1') || process.env.SMTP_URL
    ? {}
    : { LOCAL_MAIL: process.env.LOCAL_MAIL || 'true' }),
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
