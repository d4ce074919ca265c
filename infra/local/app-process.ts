import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './cache-place.ts';

export type App = {
  /** How it ended, once it has for whatever reason. */
  readonly ended: Promise<Ended>;
  /** Lets it drain; impatient callers may ask a second time, and it is killed. */
  readonly stop: () => Promise<Ended>;
};

export type Ended = { readonly code: number; readonly signal: NodeJS.Signals | null };

/** Runs the server in a process of its own, tied to this one. */
export const runApp = (settings: Record<string, string | undefined>, { watch = false } = {}): App => {
  const main = join(root, 'server', 'main.ts');
  const leash = join(root, 'infra', 'local', 'leash.mjs');
  const flags = watch ? ['--watch', '--watch-preserve-output'] : ['--import', leash];
  const child = spawn(process.execPath, [...flags, main], {
    cwd: root,
    env: { ...process.env, ...settings },
    // Its own group: a Ctrl-C in the terminal is for us, who then stop things in their order.
    detached: !watch && process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', ...(watch ? [] : (['ipc'] as const))],
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', () => resolve({ code: 1, signal: null }));
    child.once('exit', (code, signal) => resolve({ code: code ?? 1, signal }));
  });
  let asked = false;
  const stop = async () => {
    child.kill(asked ? 'SIGKILL' : 'SIGTERM');
    asked = true;
    return ended;
  };
  return { ended, stop };
};

/** Waits until the app answers; says why it does not when it ends instead. */
export const untilReady = async (url: string, app: App, withinMs = 60_000): Promise<void> => {
  let code: number | undefined;
  void app.ended.then((ended) => (code = ended.code));
  for (const until = Date.now() + withinMs; Date.now() < until; await wait(100)) {
    if (code !== undefined) throw new Error(`The server ended with code ${code} instead of answering at ${url}.`);
    const answer = await fetch(`${url}/ready`).catch(() => undefined); // not listening yet
    if (answer?.ok) return;
  }
  throw new Error(`The server did not answer at ${url}/ready within ${withinMs / 1000} seconds.`);
};
