import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cachePlace } from './cache-place.ts';
import { installPackages, unpackPackages } from './debian-packages.ts';
import { onPath, run, type Log } from './processes.ts';

export type RedisBinary = { readonly command: string; readonly libraries: string | undefined };

const works = async ({ command, libraries }: RedisBinary): Promise<boolean> =>
  (await run(command, ['--version'], { env: { ...process.env, LD_LIBRARY_PATH: libraries } })) === 0;

/** The one redis-server of this machine, fetched when there is none. */
export const findRedis = async (log: Log): Promise<RedisBinary> => {
  const named = process.env.REDIS_SERVER;
  if (named) {
    const binary = { command: named, libraries: undefined };
    if (await works(binary)) return binary;
    throw new Error(`REDIS_SERVER names ${named}, which does not run.`);
  }
  for (const find of [installed, fromDebian, unpacked, fromHomebrew]) {
    const binary = await find(log);
    if (binary && (await works(binary))) return binary;
  }
  throw new Error(
    'A Redis server is needed and could not be obtained: install redis-server, or set REDIS_SERVER to one.',
  );
};

const plain = (command: string | undefined): RedisBinary | undefined =>
  command ? { command, libraries: undefined } : undefined;

const installed = (): RedisBinary | undefined => plain(onPath('redis-server', 'valkey-server')) ?? renamed('/');

/**
 * Debian ships the server's program in redis-tools, as redis-check-rdb: one program that acts by its name.
 * The redis-server package would add a service that starts by itself, on a port that may be someone's.
 */
const renamed = (root: string): RedisBinary | undefined => {
  const program = join(root, 'usr', 'bin', 'redis-check-rdb');
  if (!existsSync(program)) return undefined;
  const command = join(cachePlace('redis'), 'redis-server');
  rmSync(command, { force: true });
  symlinkSync(program, command);
  return { command, libraries: root === '/' ? undefined : librariesIn(root) };
};

const fromDebian = async (log: Log): Promise<RedisBinary | undefined> =>
  (await installPackages(['redis-tools'], log)) ? renamed('/') : undefined;

const unpacked = async (log: Log): Promise<RedisBinary | undefined> => {
  const folder = cachePlace('redis-packages');
  const found = renamed(folder);
  if (found) return found;
  const names = ['redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1', 'libssl3', 'libsystemd0'];
  await unpackPackages(names, folder, log);
  return renamed(folder);
};

const librariesIn = (folder: string): string => {
  const found = execFileSync('find', [folder, '-name', '*.so.*', '-printf', '%h\n'], { encoding: 'utf8' });
  return [...new Set(found.trim().split('\n'))].join(':');
};

const fromHomebrew = async (log: Log): Promise<RedisBinary | undefined> => {
  if (!onPath('brew')) return undefined;
  log('Installing redis with Homebrew (once) …');
  return (await run('brew', ['install', 'redis'])) === 0 ? plain(onPath('redis-server')) : undefined;
};
