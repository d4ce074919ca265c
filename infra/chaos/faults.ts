import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client as PgClient } from 'pg';
import type { Rng } from './rng.ts';
import type { Pod } from './pods.ts';
import type { DeathPoint } from './pod.ts';
import type { Client } from './client.ts';
import type { Scene } from './scene.ts';

/** Something that breaks, and is whole again when the promise resolves. */
export type Fault = {
  readonly name: string;
  /** One fault at a time of each: what is being restarted cannot also be killed. */
  readonly of: 'redis' | 'postgres' | 'pods' | 'clients';
  readonly harm: (victims: Victims) => Promise<void>;
};

export type Victims = {
  readonly scene: Scene;
  readonly clients: readonly Client[];
  readonly rng: Rng;
  readonly slug: string;
};

const tellRedis = async ({ scene }: Victims, ...words: [string, ...string[]]): Promise<void> => {
  const client = new Redis(scene.redis.url, { maxRetriesPerRequest: 1, retryStrategy: () => null });
  client.on('error', () => undefined);
  await client.call(...words).catch(() => undefined);
  client.disconnect();
};

/** The pod with the most people on it. One stays up, as any rollout sees to. */
const podOf = ({ scene, clients }: Victims): Pod | null => {
  const up = scene.pods.filter((pod) => pod.isUp());
  const peopleOn = ({ port }: Pod): number => clients.filter((client) => client.port() === port).length;
  return up.length > 1 ? (up.toSorted((a, b) => peopleOn(b) - peopleOn(a))[0] ?? null) : null;
};

/** No client would choose a pod that has just started, and the two would have nothing to tell each other. */
const restart = async (pod: Pod, { clients, rng }: Victims): Promise<void> => {
  await pause(rng.between(50, 600));
  await pod.start();
  for (const client of clients) if (rng.chance(0.5)) client.cut();
};

const podDies = (at: DeathPoint): Fault => ({
  name: `a pod is killed ${at.replace('-', ' ')}`,
  of: 'pods',
  harm: async (victims) => {
    const pod = podOf(victims);
    if (!pod) return;
    await pod.dieAt(at, victims.slug);
    await restart(pod, victims);
  },
});

const cutStatement = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'dentracrm'`;

export const faults: readonly Fault[] = [
  {
    name: 'Redis is killed',
    of: 'redis',
    harm: async ({ scene, rng }) => {
      await scene.redis.kill();
      await pause(rng.between(100, 1_500));
      await scene.redis.restart();
    },
  },
  {
    name: 'Redis subscriptions are cut',
    of: 'redis',
    harm: (victims) => tellRedis(victims, 'CLIENT', 'KILL', 'TYPE', 'pubsub'),
  },
  {
    name: 'Redis connections are cut',
    of: 'redis',
    harm: (victims) => tellRedis(victims, 'CLIENT', 'KILL', 'TYPE', 'normal'),
  },
  {
    name: 'Redis hangs',
    of: 'redis',
    harm: async (victims) => {
      const ms = victims.rng.between(300, 1_500);
      await tellRedis(victims, 'CLIENT', 'PAUSE', String(ms), 'ALL');
      await pause(ms);
    },
  },
  { name: 'PostgreSQL is restarted', of: 'postgres', harm: ({ scene }) => scene.postgres.restart() },
  {
    name: 'PostgreSQL is killed',
    of: 'postgres',
    harm: async ({ scene, rng }) => {
      await scene.postgres.kill();
      await pause(rng.between(0, 500));
      await scene.postgres.restart();
    },
  },
  {
    name: 'PostgreSQL connections are cut',
    of: 'postgres',
    harm: async ({ scene }) => {
      const client = new PgClient({ connectionString: scene.postgres.url });
      client.on('error', () => undefined);
      await client.connect();
      await client.query(cutStatement);
      await client.end();
    },
  },
  podDies('before-commit'),
  podDies('during-commit'),
  podDies('before-announce'),
  podDies('after-announce'),
  {
    name: 'a pod is killed',
    of: 'pods',
    harm: async (victims) => {
      const pod = podOf(victims);
      if (!pod) return;
      await pod.kill();
      await restart(pod, victims);
    },
  },
  {
    name: 'a pod is drained',
    of: 'pods',
    harm: async (victims) => {
      const pod = podOf(victims);
      if (!pod) return;
      await pod.drain();
      await restart(pod, victims);
    },
  },
  {
    name: 'a pod stands still',
    of: 'pods',
    harm: async (victims) => {
      const pod = podOf(victims);
      if (pod) await pod.freeze(victims.rng.between(300, 2_000));
    },
  },
  {
    name: 'clients lose the network',
    of: 'clients',
    harm: async ({ clients, rng }) => {
      for (const client of clients) if (rng.chance(0.5)) client.cut();
    },
  },
  {
    name: 'clients stop reading',
    of: 'clients',
    harm: async ({ clients, rng }) => {
      const sleepers = clients.filter(() => rng.chance(0.3));
      await Promise.all(sleepers.map((client) => client.sleep(rng.between(500, 2_500))));
    },
  },
];

/** Endless, in random order; each round has every fault once. */
export function* faultsInOrder(rng: Rng): Generator<Fault> {
  for (;;) {
    const round = [...faults];
    while (round.length > 0) {
      const [fault] = round.splice(rng.below(round.length), 1);
      if (fault) yield fault;
    }
  }
}
