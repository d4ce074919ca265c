import { setTimeout as wait } from 'node:timers/promises';
import { startChild, type Child } from './children.ts';
import { spread, type Spread } from './figures.ts';
import type { Place } from './light-socket.ts';
import type { Stormed } from './load.ts';
import type { Usage } from './usage.ts';

/** Many who connect at once: how long until the last one is served, and what each costs while it is there. */
export type Connected = {
  readonly sockets: number;
  readonly last: Spread;
  readonly p50: Spread;
  /** Of the server, for each connection. */
  readonly cpu: Spread;
  /** Pages of the process, the first time; and what is alive in it. */
  readonly memory: number;
  readonly heap: Spread;
};

export type Connecting = {
  readonly ours: Child;
  readonly place: Place;
  readonly tokens: readonly string[];
  readonly sockets: number;
  readonly rounds: number;
};

type Storm = {
  readonly took: number;
  readonly p50: number;
  readonly cpu: number;
  readonly memory: number;
  readonly heap: number;
};

/** In turns with a Socket.IO server that lets everyone in and does nothing. */
export const measureConnecting = async ({
  ours,
  place,
  tokens,
  sockets,
  rounds,
}: Connecting): Promise<{ readonly ours: Connected; readonly bare: Connected }> => {
  const bare = await startChild(import.meta.resolve('./bare-server.ts'), { flags: ['--expose-gc'] });
  const load = await startChild(import.meta.resolve('./load.ts'));
  try {
    const barePlace = { port: await bare.ask<number>('port'), path: '/bench/socket.io/' };
    const runs = { ours: [] as Storm[], bare: [] as Storm[] };
    const first = { ours: 0, bare: 0 };
    // Once more than asked for: the first is for the compiler.
    for (let i = 0; i <= rounds; i++) {
      const own = await storm(ours, load, {
        place,
        tokens: Array.from({ length: sockets }, (_, at) => tokens[at % tokens.length] ?? ''),
        query: firstPage,
      });
      const other = await storm(bare, load, {
        place: barePlace,
        tokens: Array.from({ length: sockets }, () => null),
        query: null,
      });
      // Later ones find the pages of the first still with the process, and seem to need none.
      if (i === 0) Object.assign(first, { ours: own.memory, bare: other.memory });
      if (i === 0) continue;
      runs.ours.push(own);
      runs.bare.push(other);
    }
    return { ours: summary(sockets, runs.ours, first.ours), bare: summary(sockets, runs.bare, first.bare) };
  } finally {
    await load.stop();
    await bare.stop();
  }
};

// What the lead desk asks for first.
const firstPage = { collection: 'leads', limit: 50 };

const storm = async (
  server: Child,
  load: Child,
  storming: { readonly tokens: readonly (string | null)[]; readonly place: Place; readonly query: object | null },
): Promise<Storm> => {
  const before = await server.ask<Usage>('usage', { collect: true });
  const { took, each } = await load.ask<Stormed>('storm', storming);
  const busy = await server.ask<Usage>('usage');
  await wait(500);
  const after = await server.ask<Usage>('usage', { collect: true });
  await load.ask('close');
  await wait(1_000);
  const { length } = storming.tokens;
  return {
    took,
    p50: each[Math.floor(each.length / 2)] ?? Number.NaN,
    cpu: (busy.cpu - before.cpu) / length,
    memory: (after.rss - before.rss) / length,
    heap: (after.heap - before.heap) / length,
  };
};

const summary = (sockets: number, storms: readonly Storm[], memory: number): Connected => ({
  sockets,
  last: spread(storms.map(({ took }) => took)),
  p50: spread(storms.map(({ p50 }) => p50)),
  cpu: spread(storms.map(({ cpu }) => cpu)),
  memory,
  heap: spread(storms.map(({ heap }) => heap)),
});
