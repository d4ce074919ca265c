import { Agent } from 'node:http';
import { now } from './clock.ts';
import type { Cluster } from './database.ts';
import { fetchText } from './fetch-text.ts';
import { percentiles, spread, type Spread } from './figures.ts';
import type { Sides, Side } from './sides.ts';
import type { Usage } from './usage.ts';

/** What a page of leads costs one side, in microseconds; null where the system does not tell. */
type Read = { readonly server: number; readonly database: number | null; readonly p50: number };

/** A page over REST, ours beside one that is written by hand and gives the same columns of the same leads. */
export type RestPages = {
  readonly fields: number;
  readonly ours: readonly Read[];
  readonly reference: readonly Read[];
};

/** What the reference's statement gives. */
const fields = [
  'name',
  'phone',
  'status',
  'priority',
  'clinicId',
  'source',
  'treatmentInterest',
  'followUpDate',
  'nextAction',
  'lastContactedAt',
  'createdAt',
];
const statuses = ['attempting', 'connected', 'new', 'visited'];
const day = 24 * 3_600_000;

/** Every second one asks from a moment on that none asked for before it: what was found out of one filter is of no use to it. */
const sinceOf = (i: number): string | null =>
  i % 2 === 0 ? null : new Date(Math.floor(Date.now() / day - 700) * day + i * 60_000).toISOString();
const connections = 10;

type Reading = {
  readonly sides: Sides;
  readonly cluster: Cluster;
  readonly token: string;
  readonly rounds: number;
  readonly seconds: number;
};

export const measureRestPages = async (reading: Reading): Promise<RestPages> => {
  const { ours, reference } = reading.sides;
  await requireAlike(reading);
  // For the compiler, and for connections.
  for (const side of [ours, reference]) await readFor(reading, side, 2);
  const found = { ours: [] as Read[], reference: [] as Read[] };
  for (let i = 0; i < reading.rounds; i++)
    for (const side of i % 2 === 0 ? [ours, reference] : [reference, ours])
      found[side.name].push(await readFor(reading, side, reading.seconds));
  return { fields: fields.length + 2, ...found };
};

export const costOf = (reads: readonly Read[], cost: 'server' | 'database'): Spread =>
  spread(reads.map((read) => read[cost] ?? Number.NaN));

const addressOf = ({ name, place }: Side, i: number): string => {
  const status = statuses[Math.floor(i / 2) % statuses.length] ?? '';
  const since = sinceOf(i);
  const from = since === null ? '' : `&${encodeURIComponent('createdAt[gte]')}=${encodeURIComponent(since)}`;
  const shape = name === 'ours' ? `&sort=-createdAt&limit=50&fields=${fields.join(',')}` : '';
  return `http://127.0.0.1:${place.port}/bench/api/v1/leads?status=${status}${from}${shape}`;
};

/** Two that answer different questions cannot be compared. */
const requireAlike = async ({ sides, token }: Reading): Promise<void> => {
  const agent = new Agent();
  const rowsOf = async (side: Side, i: number): Promise<string> => {
    const { data } = JSON.parse(await fetchText(addressOf(side, i), token, agent)) as {
      data: Readonly<Record<string, unknown>>[];
    };
    return JSON.stringify(data.map((row) => Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  };
  for (const i of [0, 1]) {
    const [own, other] = [await rowsOf(sides.ours, i), await rowsOf(sides.reference, i)];
    if (own !== other || own === '[]')
      throw new Error(`the pages differ:\n${own.slice(0, 500)}\n${other.slice(0, 500)}`);
  }
};

/** Goes on from round to round. */
let asked = 0;

/** Ten who ask one page after the other. */
const readFor = async ({ cluster, token }: Reading, side: Side, seconds: number): Promise<Read> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const took: number[] = [];
  const before = { server: await side.server.ask<Usage>('usage'), database: cluster.cpu() };
  const end = now() + seconds * 1_000_000;
  const ask = async (): Promise<void> => {
    while (now() < end) {
      const began = now();
      await fetchText(addressOf(side, (asked += 1)), token, agent);
      took.push(now() - began);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, ask));
  } finally {
    agent.destroy();
  }
  const after = { server: await side.server.ask<Usage>('usage'), database: cluster.cpu() };
  const database =
    before.database === null || after.database === null ? null : (after.database - before.database) / took.length;
  return { server: (after.server.cpu - before.server.cpu) / took.length, database, p50: percentiles(took).p50 };
};
