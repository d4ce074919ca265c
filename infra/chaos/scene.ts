import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { v7 } from 'uuid';
import type { Role } from '#shared/actor.ts';
import type { AnyRecord, Suite } from '#shared/collection.ts';
import { testFolder } from '#infra/local/leftovers.ts';
import type { Postgres } from '#infra/local/postgres.ts';
import type { Redis } from '#infra/local/redis.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { readConfig, type Config } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { provision } from '#server/control-plane/provision.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import { canary, type Canaries } from './canaries.ts';
import { createPod, type Pod } from './pods.ts';
import type { Allow } from './until.ts';
import { ownPostgres, ownRedis, type Ending } from './services.ts';

/** Someone who can sign in. */
export type Person = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

/** What the story happens in: two franchises and a general tenant on two pods, and what those stand on. */
export type Scene = {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly pods: readonly Pod[];
  /** Where a tenant's data is, for checks that read it directly. */
  readonly databaseOf: (slug: string) => string;
  readonly people: { readonly [name: string]: Person };
  /** The clinics of each franchise. */
  readonly clinics: { readonly [slug: string]: readonly string[] };
  readonly teams: { readonly [slug: string]: readonly string[] };
  readonly allow: Allow;
};

type Cast = readonly { readonly name: string; readonly role: Role; readonly at: readonly number[] }[];

export const flagship = 'smiles';

type TenantOfStory = { readonly suite: Suite; readonly groups: readonly string[]; readonly cast: Cast };

/** By the places of their clinics or teams in the tenant's list. Flo's and Udo's access and Dan's account come and go. */
export const franchises: { readonly [slug: string]: TenantOfStory } = {
  smiles: {
    suite: 'dental',
    groups: ['Ganapathy', 'RS Puram', 'Vadavalli'],
    cast: [
      { name: 'olga', role: 'admin', at: [] },
      { name: 'ana', role: 'admin', at: [] },
      { name: 'abe', role: 'admin', at: [] },
      { name: 'gita', role: 'clinic_staff', at: [0] },
      { name: 'ravi', role: 'clinic_staff', at: [1] },
      { name: 'bala', role: 'clinic_staff', at: [0, 1] },
      { name: 'flo', role: 'clinic_staff', at: [2] },
      { name: 'dan', role: 'clinic_staff', at: [1] },
    ],
  },
  other: {
    suite: 'dental',
    groups: ['Koramangala', 'Indiranagar'],
    cast: [
      { name: 'eve', role: 'admin', at: [] },
      { name: 'kim', role: 'clinic_staff', at: [0] },
    ],
  },
  office: {
    suite: 'general',
    groups: ['North', 'South'],
    cast: [
      { name: 'olaf', role: 'owner', at: [] },
      { name: 'mia', role: 'manager', at: [] },
      { name: 'una', role: 'user', at: [0] },
      { name: 'udo', role: 'user', at: [0, 1] },
      { name: 'vera', role: 'viewer', at: [] },
    ],
  },
};

const password = 'correct horse battery';

type Options = {
  readonly ending: Ending;
  readonly complain: (what: string) => void;
  readonly canaries: Canaries;
  readonly leads: number;
  readonly allow: Allow;
};

export const setScene = async ({ ending, complain, canaries, leads, allow }: Options): Promise<Scene> => {
  const [postgres, redis] = await Promise.all([ownPostgres(ending), ownRedis(ending)]);
  const dataDir = testFolder();
  ending.after(async () => rmSync(dataDir, { recursive: true, force: true }));
  const env = {
    DATABASE_URL: postgres.url,
    DATABASE_NAME: 'chaos',
    REDIS_URL: redis.url,
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    JWT_SECRET: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'warn',
    // Short enough that everyone renews their session while things break.
    ACCESS_TOKEN_SECONDS: '12',
    API_REQUESTS_PER_MINUTE: '100000',
    SOCKET_RATE: '1000',
  };
  const config = readConfig(env);
  const { people, clinics, teams } = await populate(config, canaries, leads);
  const pods = await Promise.all(['pod 1', 'pod 2'].map((name) => createPod({ name, env, complain, allow })));
  ending.after(async () => void (await Promise.all(pods.map((pod) => pod.kill()))));
  await Promise.all(pods.map((pod) => pod.start()));
  const databaseOf = (slug: string): string => {
    const url = new URL(postgres.url);
    url.pathname = `/chaos_t_${slug}`;
    return url.href;
  };
  return { postgres, redis, pods, people, clinics, teams, databaseOf, allow };
};

const populate = async (
  config: Config,
  canaries: Canaries,
  leads: number,
): Promise<Pick<Scene, 'people' | 'clinics' | 'teams'>> => {
  const tenants = await openTenantPool({ config, log: createLog('silent') });
  const people: { [name: string]: Person } = {};
  const clinics: { [slug: string]: string[] } = {};
  const teams: { [slug: string]: string[] } = {};
  try {
    for (const [slug, { suite, groups, cast }] of Object.entries(franchises)) {
      const admin = { email: `first@${slug}.example`, name: 'First', role: 'admin' as const, password };
      const about = {
        name: slug,
        suite,
        plan: 'test',
        timeZone: 'Asia/Kolkata',
        accent: '#0f766e',
      };
      const isDental = suite === 'dental';
      await provision({ tenants, config }, { slug, clinics: isDental ? groups : [], admin, ...about });
      const tenant = await tenants.open(slug);
      if (!tenant) throw new Error(`${slug} did not open`);
      if (!isDental) for (const name of groups) await create(tenant, 'teams.create', { name });
      const ids = await idsOf(tenant, isDental ? 'clinics' : 'teams', groups);
      (isDental ? clinics : teams)[slug] = ids;
      for (const { name, role, at } of cast) {
        const email = `${name}@${slug}.example`;
        const user = await create(tenant, 'users.create', {
          name,
          email,
          role,
          [isDental ? 'clinicIds' : 'teamIds']: at.map((place) => ids[place]),
        });
        await setPassword(tenant.db, user.id, password);
        people[name] = { id: user.id, slug, name, email, password };
      }
      for (let n = 0; n < leads / 3 && !isDental; n++) {
        const task = await create(tenant, 'tasks.create', {
          title: `Task ${n}`,
          teamId: n % 4 === 3 ? null : ids[n % ids.length],
          description: canary(canaries),
        });
        for (let i = 0; i < 3; i++)
          await create(tenant, 'subtasks.create', { taskId: task.id, title: `Step ${canary(canaries)}` });
      }
      for (let n = 0; n < leads && isDental; n++) {
        const clinicId = n % 4 === 3 ? null : ids[n % ids.length];
        await create(tenant, 'leads.create', {
          name: `Lead ${n}`,
          phone: '98430 12345',
          clinicId,
          nextAction: canary(canaries),
        });
      }
    }
  } finally {
    await tenants.close();
  }
  return { people, clinics, teams };
};

const create = async (tenant: Tenant, name: string, args: { readonly [name: string]: unknown }): Promise<AnyRecord> => {
  const answer = await enqueue(tenant, { kind: 'system', name: 'chaos' }, { mid: v7(), name, args });
  if (!answer.ok || !answer.record) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.record;
};

const idsOf = async (tenant: Tenant, table: string, names: readonly string[]): Promise<string[]> => {
  const rows = await tenant.db.query<{ id: string; name: string }>(`select id, name from ${table}`);
  return names.map((name) => {
    const id = rows.find((row) => row.name === name)?.id;
    if (!id) throw new Error(`no ${name} in ${table}`);
    return id;
  });
};
