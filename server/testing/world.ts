import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { v7 } from 'uuid';
import { testFolder } from '#infra/local/leftovers.ts';
import type { Actor, Role } from '#shared/actor.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Suite } from '#shared/collection.ts';
import { startApp, type App } from '#server/app.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { readConfig, type Config } from '#server/config.ts';
import { platformName } from '#server/database/cluster.ts';
import { signAccessToken } from '#server/identity/access-token.ts';
import { startSession } from '#server/identity/sessions.ts';
import { ensurePlatformUser } from '#server/identity/credentials.ts';
import { people } from '#shared/modules/index.ts';
import { actorOf, type Tenant, type Principal } from '#server/tenants/tenant.ts';
import { connected, type TestClient } from './client.ts';
import { createFromTemplate, platformTemplate, provisionFromTemplate } from './templates.ts';
import { dropAll } from './cluster.ts';
import { adminUrl, freshName } from './test-database.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    success: boolean;
    data?: unknown;
    meta?: Record<string, unknown>;
    error?: { code: string; message: string; details?: Record<string, unknown> };
  };
};

/** Someone in the story of a test, signed in. */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
  readonly email: string;
  readonly token: string;
  readonly sessionId: string;
  readonly who: Principal;
  readonly actor: Actor;
  readonly request: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** A socket on one of the pods; `tailoring` is what it says that it holds. */
  readonly connect: (pod?: number, tailoring?: unknown, changes?: unknown) => Promise<TestClient>;
  readonly mutate: (name: string, args: Record<string, unknown>) => Promise<MutationAnswer>;
};

export type World = {
  readonly config: Config;
  readonly pods: readonly App[];
  readonly url: string;
  /** A dental franchise with two clinics, where most of the story happens. */
  readonly smiles: Tenant;
  /** Another franchise, and a tenant of the general suite: only where `also` asked for them, for each takes time. */
  readonly other: Tenant;
  readonly general: Tenant;
  readonly clinics: { readonly ganapathy: AnyRecord; readonly rsPuram: AnyRecord };
  /** The franchise's admin. */
  readonly ana: Person;
  /** Staff of Ganapathy, and of RS Puram. */
  readonly ben: Person;
  readonly cara: Person;
  /** Admin of the other franchise. */
  readonly eve: Person;
  /** The platform's owner, signed in at the franchise. */
  readonly petra: Person;
  /** Someone of every role of the general tenant. */
  readonly staffOf: (role: Role, tenant?: Tenant) => Promise<Person>;
  readonly create: (tenant: Tenant, name: string, args: Record<string, unknown>) => Promise<AnyRecord>;
};

type Options = {
  readonly pods?: number;
  readonly redisUrl?: string;
  readonly env?: Record<string, string>;
  /** The tenants beside the one where the story happens. */
  readonly also?: readonly ('other' | 'general')[];
};

/** A test, or whatever else tells when it is over. */
export type Lifetime = { readonly after: (work: () => unknown) => void };

const system: Principal = { kind: 'system', name: 'test' };

/** A whole product of its own for one test: pods, tenants, people. Gone when the test is over. */
export const world = async (
  t: Lifetime,
  { pods: count = 1, redisUrl, env = {}, also = [] }: Options = {},
): Promise<World> => {
  const dataDir = testFolder();
  const config = readConfig({
    DATABASE_URL: adminUrl(),
    DATABASE_NAME: freshName(),
    DATA_DIR: dataDir,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    SOCKET_RATE: '5000',
    JWT_SECRET: randomBytes(32).toString('hex'),
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...env,
  });
  const pods: App[] = [];
  const clients: TestClient[] = [];
  t.after(async () => {
    for (const client of clients) client.close();
    await Promise.all(pods.map((pod) => pod.close()));
    // A test's own PostgreSQL goes with all that is in it.
    if (config.databaseUrl === adminUrl()) await dropAll(config.databaseUrl, config.databaseName);
    rmSync(dataDir, { recursive: true, force: true });
  });
  await createFromTemplate(config.databaseUrl, platformName(config), platformTemplate);
  for (let pod = 0; pod < count; pod++) pods.push(await startApp(config));
  const [first] = pods;
  if (!first) throw new Error('a world needs a pod');

  const open = async (slug: string, name: string, suite: Suite, clinicNames: readonly string[]): Promise<Tenant> => {
    const admin = {
      email: `first@${slug}.example`,
      name: 'First Admin',
      role: 'admin' as const,
      password: 'correct horse battery',
    };
    await provisionFromTemplate(
      { tenants: first.tenants, config },
      { slug, name, clinics: clinicNames, suite, plan: 'test', timeZone: 'Asia/Kolkata', accent: '#0f766e', admin },
    );
    const tenant = await first.tenants.open(slug);
    if (!tenant) throw new Error(`${slug} did not open`);
    return tenant;
  };
  const smiles = await open('smiles', 'Smiles', 'dental', ['Ganapathy', 'RS Puram']);
  const has = { other: also.includes('other'), general: also.includes('general') };
  const other = has.other ? await open('other', 'Other Dental', 'dental', ['Koramangala']) : absent<Tenant>('other');
  const general = has.general ? await open('general', 'General', 'general', []) : absent<Tenant>('general');

  const create: World['create'] = async (tenant, name, args) => {
    const answer = await enqueue(tenant, system, { mid: v7(), name, args });
    if (!answer.ok || !answer.record) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.record;
  };

  const signedIn = async (
    tenant: Tenant,
    values: { id: string; name: string; email: string; role: Role; clinicIds: readonly string[] },
    ofPlatform = false,
  ): Promise<Person> => {
    const { slug } = tenant.info;
    const { sessionId } = await startSession(ofPlatform ? first.tenants.platform : tenant.db, values.id, config);
    const claims = {
      sub: values.id,
      tenant_id: slug,
      role: values.role,
      location: null,
      locations: [],
      email: values.email,
      sid: sessionId,
    };
    const { token } = signAccessToken(claims, config);
    const who: Principal = { kind: ofPlatform ? 'platform' : 'user', id: values.id };
    return {
      ...values,
      slug,
      token,
      sessionId,
      who,
      actor: actorOf(tenant, { ...values, memberships: { clinics: values.clinicIds } }),
      request: (method, path, body, headers) => requestAs(first.port, slug, token, method, path, body, headers),
      connect: async (pod = 0, tailoring = null, changes?: unknown) => {
        const client = await connected({ url: `http://127.0.0.1:${pods[pod]?.port}`, slug, token, tailoring, changes });
        clients.push(client);
        return client;
      },
      mutate: (name, args) => enqueue(tenant, who, { mid: v7(), name, args }),
    };
  };

  const person = async (
    tenant: Tenant,
    name: string,
    role: Role,
    clinicIds: readonly string[] = [],
  ): Promise<Person> => {
    const email = `${name.toLowerCase().replaceAll(/\W+/g, '.')}@${tenant.info.slug}.example`;
    const offered = tenant.catalog.of(people).fields['role']?.choices ?? [];
    const isOffered = offered.some(({ value, retired }) => value === role && !retired);
    const { id } = await create(tenant, 'users.create', { name, email, role: isOffered ? role : 'admin', clinicIds });
    // Someone from before: a role that means nothing here is given to no one any more.
    if (!isOffered) await tenant.db.query('update users set role = $2 where id = $1', [id, role]);
    return signedIn(tenant, { id, name, email, role, clinicIds });
  };

  const clinicNamed = async (slug: string): Promise<AnyRecord> => {
    const [row] = await smiles.db.query<AnyRecord>('select id, name, slug from clinics where slug = $1', [slug]);
    if (!row) throw new Error(`no clinic ${slug}`);
    return row;
  };
  const clinics = { ganapathy: await clinicNamed('ganapathy'), rsPuram: await clinicNamed('rs-puram') };
  await ensurePlatformUser(first.tenants.platform, {
    email: 'petra@platform.example',
    name: 'Petra Platform',
    password: 'correct horse battery',
  });
  const [petra] = await first.tenants.platform.query<{ id: string }>(
    `select id from platform_users where email = 'petra@platform.example'`,
  );
  if (!petra) throw new Error('no platform owner');

  const owner = (tenant: Tenant): Promise<Person> =>
    signedIn(
      tenant,
      { id: petra.id, name: 'Petra Platform', email: 'petra@platform.example', role: 'super_admin', clinicIds: [] },
      true,
    );

  return {
    config,
    pods,
    smiles,
    other,
    general,
    clinics,
    create,
    url: `http://127.0.0.1:${first.port}`,
    ana: await person(smiles, 'Ana Admin', 'admin'),
    ben: await person(smiles, 'Ben Ganapathy', 'clinic_staff', [clinics.ganapathy.id]),
    cara: await person(smiles, 'Cara RS Puram', 'clinic_staff', [clinics.rsPuram.id]),
    eve: has.other ? await person(other, 'Eve Elsewhere', 'admin') : absent<Person>('other'),
    petra: await owner(smiles),
    staffOf: (role, tenant = general) =>
      role === 'super_admin'
        ? owner(tenant)
        : person(
            tenant,
            `${role} of ${tenant.info.slug} ${v7().slice(-6)}`,
            role,
            role === 'clinic_staff' ? [clinics.ganapathy.id] : [],
          ),
  };
};

/** Stands for what a test did not ask for, and says so as soon as it is used. */
const absent = <T extends object>(name: string): T =>
  new Proxy({} as T, {
    get: () => {
      throw new Error(`This world has no such tenant: ask for it with also: ['${name}'].`);
    },
  });

const requestAs = async (
  port: number,
  slug: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await fetch(`http://127.0.0.1:${port}/${slug}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : { success: response.ok, data: text }) as Answer['body'],
  };
};
