import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ending } from '#infra/chaos/services.ts';
import { cachePlace } from '#infra/local/cache-place.ts';
import { installPackages, isDebian, unpackPackages } from '#infra/local/debian-packages.ts';
import { onPath, run, type Log } from '#infra/local/processes.ts';

/** Something that builds images and runs containers. */
export type Engine = {
  readonly env: Record<string, string | undefined>;
  /** The words with which compose is called. */
  readonly compose: readonly string[];
  /** Before a command that is to reach what containers publish. */
  readonly within: readonly string[];
  /** Whether images come from a registry, as they do on most machines. */
  readonly hasRegistry: boolean;
};

/** The machine's own engine, or one that lives only as long as this run. Says in a sentence why there is neither. */
export const startEngine = async (folder: string, ending: Ending, log: Log): Promise<Engine> => {
  const own = await installedEngine();
  if (own) return own;
  if (!isDebian() || process.getuid?.() !== 0)
    throw new Error('Images need Docker, and none answers here: start it, or run this as root on Debian.');
  return temporaryEngine(folder, ending, log);
};

const installedEngine = async (): Promise<Engine | undefined> => {
  if ((await run('docker', ['info'])) !== 0) return undefined;
  const compose = (await run('docker', ['compose', 'version'])) === 0 ? ['docker', 'compose'] : ['docker-compose'];
  return { env: process.env, compose, within: [], hasRegistry: true };
};

/**
 * Docker from Debian's packages, in a network of its own: no rule, bridge or port of this machine is touched, and all of it
 * is gone with the process.
 */
const temporaryEngine = async (folder: string, ending: Ending, log: Log): Promise<Engine> => {
  const tools = ['iptables', 'docker-compose', 'mmdebstrap'];
  if (tools.some((tool) => !onPath(tool)) && !(await installPackages(tools, log)))
    throw new Error(`Images need ${tools.join(', ')}, and they could not be installed.`);
  const programs = cachePlace('docker');
  if (!existsSync(join(programs, 'usr/sbin/dockerd')))
    await unpackPackages(['docker.io', 'containerd', 'runc', 'tini'], programs, log);
  const path = [join(programs, 'usr/bin'), join(programs, 'usr/sbin'), process.env.PATH].join(delimiter);
  const socket = `unix://${join(folder, 'engine.sock')}`;
  const env = { ...process.env, PATH: path, DOCKER_HOST: socket, DOCKER_BUILDKIT: '1' };
  const places = ['data', 'exec'].map((name) => join(folder, name));
  for (const place of places) mkdirSync(place);
  const [data = '', exec = ''] = places;
  const words = join(folder, 'engine.log');
  const output = openSync(words, 'a');
  const start = `ip link set lo up && exec dockerd -H ${socket} --data-root ${data} --exec-root ${exec} -p ${join(folder, 'engine.pid')}`;
  const child = spawn('unshare', ['-n', '-m', 'sh', '-c', start], { env, cwd: '/', stdio: ['ignore', output, output] });
  closeSync(output);
  const exited = once(child, 'exit');
  ending.after(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  while (spawnSync('docker', ['info'], { env, stdio: 'ignore' }).status !== 0) {
    if (child.exitCode !== null) throw new Error(`Docker did not start:\n${lastLines(words)}`);
    await pause(200);
  }
  log('An engine of its own, Docker from Debian’s packages, in a network of its own.');
  const within = ['nsenter', `--net=/proc/${child.pid}/ns/net`];
  return { env, compose: ['docker-compose'], within, hasRegistry: false };
};

export const lastLines = (file: string): string =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
