import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** The cluster that both sides share, seen from outside: a copy for the reference, and what it uses. */
export type Cluster = {
  /** A database for the reference: the tenant's very tables and rows, and one for its events. The tenant's own must be closed meanwhile. */
  readonly copyForReference: (databaseName: string) => Promise<string>;
  /** Writes what is due to disk, so that no round pays for the one before. */
  readonly settle: () => Promise<void>;
  /** Drops the databases whose names begin so. */
  readonly drop: (prefix: string) => Promise<void>;
  /** Microseconds of processor time of all its processes so far; null where the system does not tell. */
  readonly cpu: () => number | null;
  readonly close: () => Promise<void>;
};

export const reachCluster = async (url: string): Promise<Cluster> => {
  const client = new pg.Client({ connectionString: url });
  // The cluster is stopped right after; until then an error comes with the statement that it befalls.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = process.platform === 'linux' ? statOf(rows[0]?.pid ?? 0)?.parent : undefined;
  return {
    copyForReference: async (databaseName) => {
      await client.query(`create database bench_reference template "${databaseName}"`);
      const copy = new URL(url);
      copy.pathname = '/bench_reference';
      const inside = new pg.Client({ connectionString: copy.href });
      await inside.connect();
      await inside.query(
        'create table lead_events (id bigint generated always as identity primary key, mid uuid not null, lead_id uuid not null, by uuid not null, at timestamptz not null, field text not null, value text, reason text)',
      );
      await inside.query('create index lead_events_of_lead on lead_events (lead_id, at)');
      await inside.query('vacuum analyze leads');
      await inside.end();
      return copy.href;
    },
    drop: async (prefix) => {
      const { rows: found } = await client.query<{ datname: string }>(
        'select datname from pg_database where starts_with(datname, $1)',
        [prefix],
      );
      for (const { datname } of found) await client.query(`drop database "${datname}" with (force)`);
    },
    settle: async () => void (await client.query('checkpoint')),
    cpu: () => (postmaster === undefined ? null : cpuOf(postmaster)),
    close: () => client.end(),
  };
};

type Stat = { readonly parent: number; readonly own: number; readonly ofEnded: number };

const statOf = (pid: number): Stat | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (field: number): number => Number(rest[field - 5]);
    return { parent: Number(parent), own: ticks(14) + ticks(15), ofEnded: ticks(16) + ticks(17) };
  } catch {
    return undefined; // it ended meanwhile
  }
};

const microsecondsOfTick = 10_000;

const cpuOf = (postmaster: number): number => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === postmaster);
  const { own, ofEnded } = statOf(postmaster) ?? { own: 0, ofEnded: 0 };
  return children.reduce((sum, child) => sum + child.own, own + ofEnded) * microsecondsOfTick;
};
