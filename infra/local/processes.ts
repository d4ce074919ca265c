import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export type Log = (line: string) => void;

/** The uid and gid a process should have, when it should not have ours. */
export type RunAs = { readonly uid: number; readonly gid: number };

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: it lives, and belongs to someone else.
    return codeOf(error) === 'EPERM';
  }
};

// A container without an init never reaps a stranger's child: it stays in the table, dead.
export const isZombie = (pid: number): boolean => procStat(pid)?.[0] === 'Z';

const procStat = (pid: number): string[] | undefined => {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return undefined;
    throw error;
  }
};

/** Tells a process from a later one that was given the same number; undefined when it is gone. */
export const identityOf = (pid: number): string | undefined => {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${pid}@${boot}/${procStat(pid)?.[19] ?? ''}`;
  }
  if (process.platform === 'win32') return String(pid);
  return `${pid}@${execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()}`;
};

export const gone = async (pid: number, withinMs: number): Promise<boolean> => {
  const until = Date.now() + withinMs;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await wait(20);
  }
  return true;
};

/** Whether anything still works in a folder (Linux only: elsewhere there is no way to ask without a tool). */
export const hasProcessesIn = (folder: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false; // gone meanwhile, or of another user, who cannot work in a folder closed to all but us
      }
    });

export const freePort = (wanted = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      // The wanted port is a memory, not a demand: any free one will do.
      if (wanted !== 0 && ['EADDRINUSE', 'EACCES'].includes(codeOf(error) ?? '')) freePort().then(resolve, reject);
      else reject(error);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

type RunOptions = {
  readonly runAs?: RunAs | undefined;
  readonly env?: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Where its words go; a server started this way must not hold a pipe of ours. */
  readonly output?: string;
};

/** Runs a command to its end; the answer is its exit code, -1 when it could not be started. */
export const run = (command: string, args: readonly string[], options: RunOptions = {}): Promise<number> =>
  new Promise((resolve) => {
    const output = options.output === undefined ? 'ignore' : openSync(options.output, 'a');
    const settle = (code: number) => {
      if (typeof output === 'number') closeSync(output);
      resolve(code);
    };
    const child = spawn(command, args, {
      ...options.runAs,
      cwd: options.cwd ?? '/',
      env: options.env ?? process.env,
      stdio: ['ignore', output, output],
    });
    child.once('error', () => settle(-1));
    child.once('exit', (code) => settle(code ?? -1));
  });

export const onPath = (...names: readonly string[]): string | undefined =>
  names
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file));

/** npm puts a shell between itself and us, and a signal to npm ends those two only: their end is then our signal. */
export const whenNpmEnds = (stop: () => void): void => {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 300);
  watch.unref();
};
