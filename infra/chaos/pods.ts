import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#infra/local/processes.ts';
import type { Allow } from './until.ts';
import type { DeathPoint, PodOrder, PodWord } from './pod.ts';

/** A pod in a process of its own, at an address that it comes back to. */
export type Pod = {
  readonly name: string;
  readonly port: number;
  readonly isUp: () => boolean;
  /** Starts it, and again should the database be away; resolves when it serves. */
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** It dies at that point of the next commit that it makes; false when it made none for a while. */
  readonly dieAt: (at: DeathPoint, slug: string) => Promise<boolean>;
  /** As a rolling update does it: answers what it has, sends everyone elsewhere, ends. */
  readonly drain: () => Promise<void>;
  readonly freeze: (ms: number) => Promise<void>;
};

type Options = {
  readonly name: string;
  readonly env: { readonly [name: string]: string };
  /** Where it has to have a certain one. */
  readonly port?: number;
  /** What the pod logged as a defect, and how it ended without being told to. */
  readonly complain: (what: string) => void;
  readonly allow: Allow;
};

/** In milliseconds. */
const longestStart = 30_000;
const longestDeath = 4_000;
const longestDrain = 10_000;

export const createPod = async ({ name, env, port: given, complain, allow }: Options): Promise<Pod> => {
  const port = given ?? (await freePort());
  let child: ChildProcess | null = null;
  let isReady = false;
  /** What it said that its end waits for. */
  const waitedFor: string[] = [];

  const launch = async (): Promise<boolean> => {
    const started = fork(join(import.meta.dirname, 'pod.ts'), [], {
      env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const said: string[] = [];
    const expected = { end: false };
    child = started;
    expectations.set(started, expected);
    if (started.stdout) createInterface(started.stdout).on('line', (line) => onLine(line));
    if (started.stderr) createInterface(started.stderr).on('line', (line) => said.push(line));
    started.once('exit', (code, signal) => {
      const wasReady = isReady && child === started;
      if (child === started) [child, isReady] = [null, false];
      if (wasReady && !expected.end)
        complain(`${name} ended by itself (${signal ?? code}): ${said.slice(-12).join(' | ')}`);
    });
    const ready = await Promise.race([
      once(started, 'message').then(([word]) => (word as PodWord).ready === port),
      once(started, 'exit').then(() => false),
    ]);
    isReady = ready && child === started;
    return isReady;
  };

  const onLine = (line: string): void => {
    const { waitsFor } = /"waitsFor":"(?<waitsFor>[^"]*)"/.exec(line)?.groups ?? {};
    if (waitsFor) waitedFor.push(waitsFor);
    if (!line.includes('"defect"') || awayWords.test(line)) return;
    complain(`${name} logged ${line.slice(0, 600)}`);
  };

  const expect = (): ChildProcess | null => {
    const expected = child && expectations.get(child);
    if (expected) expected.end = true;
    return child;
  };

  const kill = async (): Promise<void> => {
    const dying = expect();
    if (!dying) return;
    const exited = once(dying, 'exit');
    dying.kill('SIGKILL');
    await exited;
  };

  const send = (order: PodOrder): void => void child?.send(order);

  /** Whether it ended within that time. */
  const endsWithin = async (ms: number): Promise<boolean> => {
    const ending = child;
    if (!ending) return true;
    return Promise.race([once(ending, 'exit').then(() => true), pause(ms, false, { ref: false })]);
  };

  return {
    name,
    port,
    isUp: () => isReady,
    kill,
    start: async () => {
      const until = performance.now() + allow(longestStart);
      while (!(await launch())) {
        if (performance.now() > until) throw new Error(`${name} did not start`);
        await pause(200);
      }
    },
    dieAt: async (at, slug) => {
      expect();
      send({ do: 'die', at, slug });
      const died = await endsWithin(allow(longestDeath));
      if (!died) await kill();
      return died;
    },
    drain: async () => {
      expect();
      waitedFor.length = 0;
      send({ do: 'close' });
      if (await endsWithin(allow(longestDrain))) return;
      complain(
        `${name} did not come to an end within ${allow(longestDrain) / 1000} s of being asked to, for ${waitedFor.join(', ') || 'nothing that it named'}`,
      );
      await kill();
    },
    freeze: async (ms) => {
      const frozen = child;
      frozen?.kill('SIGSTOP');
      await pause(ms);
      frozen?.kill('SIGCONT');
    },
  };
};

const expectations = new WeakMap<ChildProcess, { end: boolean }>();

/** Being told that the database is away is no defect of a pod's. */
const awayWords = /ECONN|EPIPE|57P0|08\d\d\d|Connection terminated|timeout exceeded/;
