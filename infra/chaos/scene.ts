import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { Role } from '#shared/actor.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { testFolderPrefix } from '#infra/local/leftovers.ts';
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
import { ownPostgres, ownRedis, type Ending } from './services.ts';

/** Someone who can sign in. */
export type Person = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
};

/** What the story happens in: two franchises on two pods, and what those stand on. */
export type Scene = {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly pods: readonly Pod[];
  /** Where a tenant's data is, for checks that read it directly. */
  readonly databaseOf: (slug: string) => string;
  readonly people: { readonly [name: string]: Person };
  /** The clinics of each franchise. */
  readonly clinics: { readonly [slug: string]: readonly string[] };
};

type Cast = readonly { readonly name: string; readonly role: Role; readonly clinics: readonly number[] }[];

export const flagship = 'smiles';

/** By the places of their clinics in the franchise's list. Flo's access and Dan's account come and go. */
export const franchises: { readonly [slug: string]: { readonly clinics: readonly string[]; readonly cast: Cast } } = {
  smiles: {
    clinics: ['Ganapathy', 'RS Puram', 'Vadavalli'],
    cast: [
      { name: 'olga', role: 'owner', clinics: [] },
      { name: 'ana', role: 'admin', clinics: [] },
      { name: 'abe', role: 'admin', clinics: [] },
      { name: 'gita', role: 'clinic_staff', clinics: [0] },
      { name: 'ravi', role: 'clinic_staff', clinics: [1] },
      { name: 'bala', role: 'clinic_staff', clinics: [0, 1] },
      { name: 'flo', role: 'clinic_staff', clinics: [2] },
      { name: 'dan', role: 'clinic_staff', clinics: [1] },
    ],
  },
  other: {
    clinics: ['Koramangala', 'Indiranagar'],
    cast: [
      { name: 'eve', role: 'admin', clinics: [] },
      { name: 'kim', role: 'clinic_staff', clinics: [0] },
    ],
  },
};

const password = 'correct horse battery';

type Options = {
  readonly ending: Ending;
  readonly complain: (what: string) => void;
  readonly canaries: Canaries;
  readonly leads: number;
};

export const setScene = async ({ ending, complain, canaries, leads }: Options): Promise<Scene> => {
  const [postgres, redis] = await Promise.all([ownPostgres(ending), ownRedis(ending)]);
  const dataDir = mkdtempSync(join(tmpdir(), testFolderPrefix));
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
  const { people, clinics } = await populate(config, canaries, leads);
  const pods = await Promise.all(['pod 1', 'pod 2'].map((name) => createPod({ name, env, complain })));
  ending.after(async () => void (await Promise.all(pods.map((pod) => pod.kill()))));
  await Promise.all(pods.map((pod) => pod.start()));
  const databaseOf = (slug: string): string => {
    const url = new URL(postgres.url);
    url.pathname = `/chaos_t_${slug}`;
    return url.href;
  };
  return { postgres, redis, pods, people, clinics, databaseOf };
};

const populate = async (
  config: Config,
  canaries: Canaries,
  leads: number,
): Promise<Pick<Scene, 'people' | 'clinics'>> => {
  const tenants = await openTenantPool({ config, log: createLog('silent') });
  const people: { [name: string]: Person } = {};
  const clinics: { [slug: string]: string[] } = {};
  try {
    for (const [slug, { clinics: names, cast }] of Object.entries(franchises)) {
      const admin = { email: `first@${slug}.example`, name: 'First', role: 'admin' as const, password };
      const about = {
        name: slug,
        suite: 'dental' as const,
        plan: 'test',
        timeZone: 'Asia/Kolkata',
        accent: '#0f766e',
      };
      await provision({ tenants, config }, { slug, clinics: names, admin, ...about });
      const tenant = await tenants.open(slug);
      if (!tenant) throw new Error(`${slug} did not open`);
      const ids = await clinicIds(tenant, names);
      clinics[slug] = ids;
      for (const { name, role, clinics: places } of cast) {
        const email = `${name}@${slug}.example`;
        const user = await create(tenant, 'users.create', {
          name,
          email,
          role,
          clinicIds: places.map((place) => ids[place]),
        });
        await setPassword(tenant.db, user.id, password);
        people[name] = { id: user.id, slug, name, email, password };
      }
      for (let n = 0; n < leads; n++) {
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
  return { people, clinics };
};

const create = async (tenant: Tenant, name: string, args: { readonly [name: string]: unknown }): Promise<AnyRecord> => {
  const answer = await enqueue(tenant, { kind: 'system', name: 'chaos' }, { mid: v7(), name, args });
  if (!answer.ok || !answer.record) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer.record;
};

const clinicIds = async (tenant: Tenant, names: readonly string[]): Promise<string[]> => {
  const rows = await tenant.db.query<{ id: string; name: string }>('select id, name from clinics');
  return names.map((name) => {
    const id = rows.find((row) => row.name === name)?.id;
    if (!id) throw new Error(`no clinic ${name}`);
    return id;
  });
};
