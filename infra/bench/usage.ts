import { now } from './clock.ts';

/** What a process has used so far. */
export type Usage = {
  readonly at: number;
  /** Microseconds of processor time, the kernel's part included. */
  readonly cpu: number;
  readonly rss: number;
  readonly heap: number;
};

/** `collect` asks for a memory figure without garbage; the process needs --expose-gc. */
export const usage = (input?: { readonly collect?: boolean }): Usage => {
  if (input?.collect) {
    if (!globalThis.gc) throw new Error('start this process with --expose-gc');
    // What the first collection frees may hold on to more, by finalizers and weak references.
    for (let i = 0; i < 3; i++) globalThis.gc();
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { at: now(), cpu: user + system, rss, heap: heapUsed + external };
};
