import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries, type Binaries } from './postgres-binaries.ts';
import {
  firstState,
  liveOwner,
  readState,
  releaseOwnership,
  takeOwnership,
  writeState,
  type State,
} from './postgres-state.ts';
import { codeOf, freePort, gone, hasProcessesIn, isAlive, isZombie, run, type Log } from './processes.ts';

export type PostgresOptions = {
  /** Holds the state of this server; the data is in `postgres/` below it, or where root may let another user write. */
  readonly dataDir: string;
  readonly port?: number;
  /** False trades safety against power loss for speed: tests only. */
  readonly durable: boolean;
  readonly log?: Log;
};

export type Postgres = {
  /** An administrator's address; it may create databases. */
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
  /** Also after `kill`: the same port, password and data. */
  readonly restart: () => Promise<void>;
  readonly isRunning: () => boolean;
};

export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const log = options.log ?? (() => undefined);
  mkdirSync(options.dataDir, { recursive: true });
  takeOwnership(options.dataDir);
  const binaries = await findBinaries(log);
  let state = readState(options.dataDir);
  if (!state) {
    state = await firstState(options.dataDir, binaries.runAs, log);
    writeState(options.dataDir, state);
  }
  const server: Server = { binaries, state, durable: options.durable };
  openLog(server);
  refuseOtherVersion(server);
  if (!existsSync(dataOf(state))) {
    log('Preparing the database (first time) …');
    await initialise(server);
  }
  const port = (await adopt(server)) ?? (await startOn(server, options.port ?? state.port));
  writeState(options.dataDir, { ...state, port });
  return {
    url: urlOf(state, port),
    port,
    stop: async () => {
      await stop(server);
      releaseOwnership(options.dataDir);
    },
    kill: (signal = 'SIGKILL') => kill(server, signal),
    isRunning: () => postmaster(state) !== undefined,
    restart: async () => {
      await stop(server);
      await startOn(server, port, { exactly: true });
    },
  };
};

/** The address of the server that another live process keeps for this folder. */
export const runningPostgres = (dataDir: string): string | undefined => {
  const state = readState(dataDir);
  return state && liveOwner(dataDir) !== undefined && postmaster(state) ? urlOf(state, state.port) : undefined;
};

/** Ends a server whose starter was killed, for good. */
export const stopOrphan = async (dataDir: string): Promise<void> => {
  const state = readState(dataDir);
  if (!state || liveOwner(dataDir) !== undefined) return;
  await stop({ state, binaries: await findBinaries(() => undefined), durable: false });
};

type Server = { readonly binaries: Binaries; readonly state: State; readonly durable: boolean };

const dataOf = (state: State) => join(state.place, 'data');
const logOf = (state: State) => join(state.place, 'postgres.log');
const urlOf = (state: State, port: number) => `postgres://postgres:${state.password}@127.0.0.1:${port}/postgres`;

// Nothing of the caller's: PGPORT, PGOPTIONS or a foreign locale would change the server behind our back.
const cleanEnv = () => ({
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  TZ: 'UTC',
  // macOS: without a valid locale the server becomes multithreaded at start, and refuses.
  LC_ALL: 'C',
});

/** A log that has grown beyond this is put aside at the next start, over the one before. */
const mostLogBytes = 10 * 1024 * 1024;

// Made by us and written by the user the server runs as.
const openLog = ({ state, binaries }: Server): void => {
  if (existsSync(logOf(state)) && statSync(logOf(state)).size > mostLogBytes)
    renameSync(logOf(state), `${logOf(state)}.old`);
  if (existsSync(logOf(state))) return;
  writeFileSync(logOf(state), '', { mode: 0o600 });
  if (binaries.runAs) chownSync(logOf(state), binaries.runAs.uid, binaries.runAs.gid);
};

const refuseOtherVersion = ({ state, binaries }: Server): void => {
  const file = join(dataOf(state), 'PG_VERSION');
  if (!existsSync(file)) return;
  const found = readFileSync(file, 'utf8').trim();
  const ours = binaries.version.split('.')[0];
  if (found !== ours) {
    throw new Error(
      `${dataOf(state)} was made by PostgreSQL ${found}; this is ${ours}: move it away, or use that version.`,
    );
  }
};

/** Characters sort by code point everywhere; which bytes are letters (pg_trgm asks) needs a UTF-8 locale of the system. */
const characterTypes = ['C.UTF-8', 'UTF-8', 'en_US.UTF-8', 'C'];

const initialise = async ({ binaries, state, durable }: Server): Promise<void> => {
  const { runAs, initdb } = binaries;
  // Made aside and renamed: a half-made cluster is never mistaken for a whole one.
  const half = `${dataOf(state)}.new`;
  const passwordFile = join(state.place, 'password.new');
  writeFileSync(passwordFile, state.password, { mode: 0o600 });
  if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
  try {
    for (const characterType of characterTypes) {
      rmSync(half, { recursive: true, force: true });
      const locale = [
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        `--lc-ctype=${characterType}`,
      ];
      const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
      const speed = durable ? [] : ['--no-sync'];
      const args = ['-D', half, '--encoding=UTF8', ...locale, ...access, ...speed];
      if ((await run(initdb, args, { runAs, env: cleanEnv(), output: logOf(state) })) === 0) {
        return renameSync(half, dataOf(state));
      }
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  throw new Error(`PostgreSQL could not prepare its data. ${lastWords(state)}`);
};

const settings = (server: Server, port: number): string => {
  const set: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: "''",
    max_connections: 200,
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Compiling a query takes longer than any of ours.
    jit: 'off',
    // What a unique index refused is quoted in the details, and is what people typed.
    log_error_verbosity: 'terse',
  };
  if (!server.durable) {
    const unsafe = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '4GB' };
    Object.assign(set, unsafe);
  }
  return Object.entries(set)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
};

const startOn = async (server: Server, wanted: number, { exactly = false } = {}): Promise<number> => {
  const { binaries, state } = server;
  await clearLock(state);
  // The second try covers a port taken in between, and a killed server whose last children still hold its memory.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = exactly ? wanted : await freePort(attempt === 0 ? wanted : 0);
    const args = ['start', '-w', '-t', '60', '-D', dataOf(state), '-l', logOf(state), '-o', settings(server, port)];
    const options = { runAs: binaries.runAs, env: cleanEnv(), output: logOf(state) };
    if ((await run(binaries.pgCtl, args, options)) === 0) return port;
    if (!/Address already in use|still in use|could not bind/.test(lastWords(state))) break;
    await wait(250);
  }
  throw new Error(`PostgreSQL did not start. ${lastWords(state)}`);
};

const lockOf = (state: State) => join(dataOf(state), 'postmaster.pid');

const lockedBy = (state: State): number | undefined => {
  try {
    return Number.parseInt(readFileSync(lockOf(state), 'utf8'), 10) || undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const postmaster = (state: State): number | undefined => {
  const pid = lockedBy(state);
  return pid !== undefined && isAlive(pid) ? pid : undefined;
};

/**
 * A killed postmaster that is not reaped (a container without an init) still looks alive to PostgreSQL, for ever.
 * Its lock may go once its last child is gone: before that, two servers would write the same files.
 */
const clearLock = async (state: State): Promise<void> => {
  const pid = lockedBy(state);
  if (pid === undefined) return;
  for (let tries = 0; isZombie(pid) && tries < 200; tries += 1) {
    if (tries > 40 && !hasProcessesIn(dataOf(state))) return rmSync(lockOf(state), { force: true });
    await wait(25);
  }
};

/** A server whose starter was killed is taken over when it is as we would have started it, else stopped. */
const adopt = async (server: Server): Promise<number | undefined> => {
  const { state, binaries, durable } = server;
  const env = { runAs: binaries.runAs, env: cleanEnv() };
  // pg_ctl knows a postmaster from a stranger who was given its number.
  if (!postmaster(state) || (await run(binaries.pgCtl, ['status', '-D', dataOf(state)], env)) !== 0) return undefined;
  const port = Number(readFileSync(lockOf(state), 'utf8').split('\n')[3]);
  const client = new Client({ connectionString: urlOf(state, port), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const answer = await client.query<{ fsync: string }>('show fsync');
    if (answer.rows[0]?.fsync === (durable ? 'on' : 'off')) return port;
  } catch {
    // It does not answer: it is stopped below, and started again as it should be.
  } finally {
    await client.end().catch(() => undefined);
  }
  await stop(server);
  return undefined;
};

const stop = async ({ state, binaries }: Server): Promise<void> => {
  const pid = postmaster(state);
  if (pid === undefined) return;
  const options = { runAs: binaries.runAs, env: cleanEnv(), output: logOf(state) };
  for (const mode of ['fast', 'immediate']) {
    if ((await run(binaries.pgCtl, ['stop', '-w', '-t', '60', '-m', mode, '-D', dataOf(state)], options)) === 0) return;
    if (!isAlive(pid)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) did not stop. ${lastWords(state)}`);
};

const kill = async ({ state }: Server, signal: NodeJS.Signals): Promise<void> => {
  const pid = postmaster(state);
  if (pid === undefined) return;
  process.kill(pid, signal);
  // A stopped or nudged server lives on, and is meant to.
  if (!['SIGKILL', 'SIGQUIT', 'SIGINT', 'SIGTERM'].includes(signal)) return;
  if (!(await gone(pid, 10_000))) throw new Error(`PostgreSQL (process ${pid}) outlived ${signal}.`);
};

const lastWords = (state: State): string => {
  if (!existsSync(logOf(state))) return `Nothing was written to ${logOf(state)}.`;
  const words = readFileSync(logOf(state), 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  return `The end of ${logOf(state)}:\n${words}`;
};
