import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphan } from './postgres.ts';
import { liveOwner } from './postgres-state.ts';
import { isAlive, type Log } from './processes.ts';
import { answers } from './redis.ts';

const prefix = 'dentracrm-test-';

/** A folder for as long as this process lives: what it leaves behind when it is killed, a later run clears. */
export const testFolder = (place = tmpdir()): string => {
  const folder = mkdtempSync(join(place, `${prefix}${process.pid}-`));
  // PostgreSQL runs as another user when we are root.
  chmodSync(folder, 0o711);
  return folder;
};

/** Linux's files in memory. */
const memory = '/dev/shm';

/**
 * Where hundreds of databases of hundreds of files each are made fastest: in memory, where much of it is free, for a test
 * needs none of them after a crash. Else in the usual place.
 */
export const fastPlace = (): string => {
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 4 * gigabyte && freemem() > 8 * gigabyte ? memory : tmpdir();
};

const gigabyte = 2 ** 30;

/** Servers of test runs that were killed: nothing else would ever stop them. */
export const sweepLeftovers = async (log: Log): Promise<void> => {
  const folders = [tmpdir(), memory]
    .filter(existsSync)
    .flatMap((place) => readdirSync(place).map((name) => ({ name, path: join(place, name) })))
    .filter(({ name }) => name.startsWith(prefix) && !isAlive(Number.parseInt(name.slice(prefix.length), 10)))
    .map(({ path }) => path)
    .filter((folder) => liveOwner(folder) === undefined);
  for (const folder of folders) {
    log(`Clearing what an interrupted run left in ${folder} …`);
    await stopOrphan(folder);
    await stopRedisOf(join(folder, 'redis'));
    rmSync(folder, { recursive: true, force: true });
  }
};

const stopRedisOf = async (dir: string): Promise<void> => {
  if (!existsSync(join(dir, 'redis.pid')) || !existsSync(join(dir, 'redis.port'))) return;
  const pid = Number(readFileSync(join(dir, 'redis.pid'), 'utf8'));
  const port = Number(readFileSync(join(dir, 'redis.port'), 'utf8'));
  // The number may be a stranger's by now: only a Redis that calls itself by it is ended.
  if (await answers(port, pid)) process.kill(pid, 'SIGTERM');
};
