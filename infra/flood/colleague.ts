import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { percentiles } from '#infra/bench/figures.ts';
import { openSocket } from '#infra/bench/light-socket.ts';

type Options = {
  readonly port: number;
  readonly slug: string;
  readonly token: string;
  readonly leadIds: readonly string[];
};

/** What someone who works beside a flood waits for, in milliseconds. */
export type Felt = {
  readonly mutation: number;
  readonly page: number;
  readonly health: number;
  readonly samples: number;
  /** What was refused or not answered at all. */
  readonly failed: readonly string[];
};

const answerTimeoutMs = 20_000;

/** Someone at work: changes leads, opens pages, and a probe that asks whether the pod is up. The figures are p99. */
export const work = async ({ port, slug, token, leadIds }: Options, seconds: number): Promise<Felt> => {
  const took = { mutation: [] as number[], page: [] as number[], health: [] as number[] };
  const failed = new Set<string>();
  const socket = await openSocket({ port, path: `/${slug}/socket.io/`, token, onEvent: () => undefined });
  const until = performance.now() + seconds * 1000;
  let n = 0;

  const time = async (what: keyof typeof took, ask: () => Promise<string | null>): Promise<void> => {
    const began = performance.now();
    const wrong = await Promise.race([
      ask().catch((error: unknown) => String(error)),
      pause(answerTimeoutMs, `no answer in ${answerTimeoutMs / 1000} s`, { ref: false }),
    ]);
    took[what].push(performance.now() - began);
    if (wrong !== null) failed.add(`${what}: ${wrong}`);
  };
  type Answer = { readonly ok: boolean; readonly error?: { readonly code: string } };
  const ask = async (event: string, input: unknown): Promise<string | null> => {
    const answer = await socket.ask<Answer>(event, input);
    return answer.ok ? null : (answer.error?.code ?? 'refused');
  };
  const every = async (ms: number, act: () => Promise<void>): Promise<void> => {
    const acts: Promise<void>[] = [];
    for (let next = performance.now(); performance.now() < until;) {
      acts.push(act());
      next += ms;
      await pause(Math.max(0, next - performance.now()));
    }
    await Promise.all(acts);
  };
  await Promise.all([
    every(60, () => {
      const args = { id: leadIds[n % leadIds.length], patch: { nextAction: `Call ${n++}` } };
      return time('mutation', () => ask('mutate', { mid: v7(), name: 'leads.update', args }));
    }),
    every(500, () =>
      time('page', () => {
        const filter = { field: 'age', op: 'gt', value: n % 50 };
        return ask('query', { collection: 'leads', limit: 50, filter });
      }),
    ),
    every(100, () =>
      time('health', async () => ((await fetch(`http://127.0.0.1:${port}/health`)).ok ? null : 'not up')),
    ),
  ]);
  socket.close();
  return {
    mutation: percentiles(took.mutation).p99,
    page: percentiles(took.page).p99,
    health: percentiles(took.health).p99,
    samples: took.mutation.length,
    failed: [...failed],
  };
};
