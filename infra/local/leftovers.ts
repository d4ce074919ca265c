import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphan } from './postgres.ts';
import { liveOwner } from './postgres-state.ts';
import type { Log } from './processes.ts';
import { answers } from './redis.ts';

export const testFolderPrefix = 'dentracrm-test-';

/** Servers of test runs that were killed: nothing else would ever stop them. */
export const sweepLeftovers = async (log: Log): Promise<void> => {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith(testFolderPrefix))
    .map((name) => join(tmpdir(), name))
    // A young folder may belong to a run that is just starting.
    .filter((folder) => liveOwner(folder) === undefined && Date.now() - statSync(folder).mtimeMs > 60_000);
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
