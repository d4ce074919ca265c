import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, type Log } from './processes.ts';
import { findRedis, type RedisBinary } from './redis-binary.ts';

export type Redis = {
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
  /** The same port with nothing in it: what a Redis that died comes back as. */
  readonly restart: () => Promise<void>;
};

export type RedisOptions = { readonly dir: string; readonly port?: number; readonly log?: Log };

/** A real Redis that keeps nothing on disk: for tests and for trying several pods on one machine. */
export const startRedis = async ({ dir, port: wanted, log = () => undefined }: RedisOptions): Promise<Redis> => {
  mkdirSync(dir, { recursive: true });
  const binary = await findRedis(log);
  const port = wanted ?? (await freePort());
  writeFileSync(join(dir, 'redis.port'), String(port));
  let child = await launch(binary, dir, port);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop: () => end('SIGTERM'),
    kill: (signal = 'SIGKILL') => end(signal),
    restart: async () => {
      await end('SIGTERM');
      child = await launch(binary, dir, port);
    },
  };
};

const launch = async (binary: RedisBinary, dir: string, port: number): Promise<ChildProcess> => {
  const settings = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no'].map(
    String,
  );
  const files = ['--logfile', join(dir, 'redis.log'), '--pidfile', join(dir, 'redis.pid'), '--daemonize', 'no'];
  const env = { ...process.env, LD_LIBRARY_PATH: binary.libraries };
  const child = spawn(binary.command, [...settings, ...files], { cwd: '/', env, stdio: 'ignore' });
  child.on('error', () => undefined); // the loop below reports it, with what the log says
  for (let tries = 0; tries < 250 && child.exitCode === null && child.pid !== undefined; tries += 1) {
    if (await answers(port, child.pid)) return child;
    await wait(20);
  }
  child.kill('SIGKILL');
  throw new Error(`Redis did not start on port ${port}.\n${lastWords(dir)}`);
};

const lastWords = (dir: string): string => {
  try {
    return readFileSync(join(dir, 'redis.log'), 'utf8').split('\n').slice(-6).join('\n');
  } catch {
    return 'It wrote no log.';
  }
};

/** Whether it is this very process that answers on the port, and not an older one that has it already. */
export const answers = (port: number, pid: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('INFO server\r\n'));
    let said = '';
    const settle = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.on('data', (data) => {
      said += data.toString();
      const found = /process_id:(\d+)/.exec(said);
      if (found) settle(Number(found[1]) === pid);
    });
    socket.once('error', () => settle(false));
    socket.setTimeout(1000, () => settle(false));
  });
