import { fork, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process of the bench, asked by name. */
export type Child = {
  readonly pid: number;
  /** Throws what the other side threw, or that it ended. */
  readonly ask: <T>(name: string, input?: unknown) => Promise<T>;
  readonly stop: () => Promise<void>;
};

type Question = { readonly id: number; readonly name: string; readonly input: unknown };
type Reply = { readonly id: number; readonly value?: unknown; readonly error?: string };
type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

type Options = { readonly env?: { readonly [name: string]: string }; readonly flags?: readonly string[] };

/** Starts a module, by its URL, in a process of its own; it is ready to be asked once this resolves. */
export const startChild = async (module: string, { env = {}, flags = [] }: Options = {}): Promise<Child> => {
  const file = basename(module);
  const child = fork(fileURLToPath(module), [], {
    execArgv: [...flags],
    env: { ...process.env, NODE_ENV: 'production', ...env },
    // Typed arrays cross as they are.
    serialization: 'advanced',
    // Ctrl-C in the terminal is for us, who then stop things in their order.
    detached: process.platform !== 'win32',
  });
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`${file} ended (${signal ?? code}) before it answered.`));
      waiting.clear();
      resolve();
    });
  });
  child.on('message', ({ id, value, error }: Reply) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(value);
    else asker?.reject(new Error(`${file}: ${error}`));
  });
  const ask = <T>(name: string, input?: unknown): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (!child.connected) return reject(new Error(`${file} has ended.`));
      const id = ++asked;
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      child.send({ id, name, input } satisfies Question);
    });
  await ask('ready').catch(async (error: unknown) => {
    await kill(child, ended);
    throw error;
  });
  return {
    pid: child.pid ?? 0,
    ask,
    stop: async () => {
      if (child.connected) await Promise.race([ask('stop').catch(() => undefined), ended, late(10_000)]);
      await kill(child, ended);
    },
  };
};

const late = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

const kill = async (child: ChildProcess, ended: Promise<void>): Promise<void> => {
  if (child.connected) child.disconnect();
  await Promise.race([ended, late(3_000)]);
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await ended;
};

export type Handlers = { readonly [name: string]: (input: never) => unknown };

/** The child's side: answers what its starter asks, and ends with it. */
export const answerStarter = (handlers: Handlers): void => {
  const own: Handlers = { ready: () => null, stop: () => null, ...handlers };
  process.on('message', ({ id, name, input }: Question) => {
    const work = async (): Promise<unknown> => {
      const handler = own[name];
      if (!handler) throw new Error(`there is no "${name}"`);
      return handler(input as never);
    };
    work().then(
      (value) => process.send?.({ id, value } satisfies Reply),
      (error: unknown) =>
        process.send?.({
          id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        } satisfies Reply),
    );
  });
  process.on('disconnect', () => process.exit(0));
};
