import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphan } from './postgres.ts';
import { liveOwner } from './postgres-state.ts';
import { isAlive, type Log } from './processes.ts';
import { answers } from './redis.ts';

const prefix = 'dentracrm-test-';

/** A folder for as long as this process lives: what it leaves behind when it is killed, a later run clears. */
export const testFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // PostgreSQL runs as another user when we are root.
  chmodSync(folder, 0o711);
  return folder;
};

/** Servers of test runs that were killed: nothing else would ever stop them. */
export const sweepLeftovers = async (log: Log): Promise<void> => {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith(prefix) && !isAlive(Number.parseInt(name.slice(prefix.length), 10)))
    .map((name) => join(tmpdir(), name))
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
