import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Role } from '#shared/actor.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { Difference, DifferingPlace } from '#shared/fields/differences.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { pathOf } from '#shared/rest-path.ts';
import { imagined, rightTo, type Reach } from '#shared/rights.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { TestClient } from '#server/testing/client.ts';
import { written } from '#server/testing/role-rights.ts';
import { sample } from '#server/testing/sample-records.ts';
import { world, type Person, type World } from '#server/testing/world.ts';

const one = (collection: string, action: string, where: DifferingPlace): Difference => ({ where, action, collection });

/** Every role, as it comes and with differences in both directions. */
const samples: readonly {
  readonly role: Role;
  readonly in: 'dental' | 'general';
  readonly differences: Difference[];
}[] = [
  { role: 'clinic_staff', in: 'dental', differences: [] },
  {
    role: 'clinic_staff',
    in: 'dental',
    differences: [
      one('leads', 'view', 'all'),
      one('leads', 'export', 'all'),
      one('leads', 'delete', 'own'),
      one('leads', 'update', 'none'),
      one('leads', 'assign', 'own'),
      one('clinics', 'create', 'all'),
      one('users', 'view', 'all'),
    ],
  },
  { role: 'admin', in: 'dental', differences: [] },
  {
    role: 'admin',
    in: 'dental',
    differences: [one('leads', 'export', 'none'), one('leads', 'delete', 'none'), one('clinics', 'view', 'none')],
  },
  { role: 'owner', in: 'general', differences: [] },
  { role: 'manager', in: 'general', differences: [] },
  {
    role: 'manager',
    in: 'general',
    differences: [
      one('contacts', 'view', 'own'),
      one('deals', 'delete', 'none'),
      one('users', 'view', 'all'),
      one('users', 'update', 'all'),
      one('tasks', 'view', 'own'),
      one('customFields', 'create', 'all'),
      one('customFields', 'view', 'all'),
    ],
  },
  { role: 'user', in: 'general', differences: [one('deals', 'view', 'all'), one('contacts', 'update', 'all')] },
  { role: 'user', in: 'general', differences: [] },
  { role: 'viewer', in: 'general', differences: [one('tasks', 'create', 'own'), one('companies', 'update', 'all')] },
  { role: 'viewer', in: 'general', differences: [] },
];

const hidden = ['FORBIDDEN', 'NOT_FOUND'];

const codeOf = (answer: MutationAnswer): string => (answer.ok ? 'ok' : answer.error.code);

/** An argument that no command takes: a person who may do it is told so, and nothing is changed. */
const probe = { nothingOfTheKind: 1 };

const methods: { readonly [verb: string]: string } = { create: 'POST', update: 'PATCH' };

type Scene = { readonly tenant: Tenant; readonly person: Person; readonly client: TestClient };

/** One command asked about one record, by socket and, where it has a way of its own, over REST: whether it was let through. */
const isLetThrough = async ({ person, client }: Scene, definition: Collection, name: string, id: string | null) => {
  const answer = codeOf(await client.mutate(name, { ...(id === null ? {} : { id }), ...probe }));
  const verb = name.slice(name.indexOf('.') + 1);
  const method = methods[verb];
  if (method) {
    const path = `${pathOf(definition)}${id === null ? '' : `/${id}`}`;
    const { status, body } = await person.request(method, path, probe);
    const isHidden = status === 403 || status === 404;
    assert.equal(isHidden, hidden.includes(answer), `${method} ${path}: ${JSON.stringify(body)} and ${answer}`);
  }
  return !hidden.includes(answer);
};

const checkCollection = async (w: World, scene: Scene, definition: Collection, of: (action: string) => Reach) => {
  const { tenant, person, client } = scene;
  const path = pathOf(definition);
  const about = (what: string): string => `${person.role}: ${definition.name} ${what}`;
  const create = async (owner: Person | null): Promise<AnyRecord> => {
    const values = await sample(definition, w, tenant, owner);
    const name = `${definition.name}.create`;
    // A note is theirs who wrote it.
    if (!owner || definition.name !== 'notes' || of('create') === 'none') return w.create(tenant, name, values);
    const answer = await client.mutate(name, values);
    assert.ok(answer.ok && answer.record, about(JSON.stringify(answer)));
    return answer.record;
  };
  const sees = async (id: string): Promise<boolean> => {
    const [page, { status }] = [await client.get(definition.name, [id]), await person.request('GET', `${path}/${id}`)];
    assert.equal(page.ok && page.records.length === 1, status === 200, about('by socket and over REST'));
    return status === 200;
  };
  const exported = await person.request('GET', `${path}/export`);
  assert.equal(exported.status === 200, of('export') !== 'none', about(`export answered ${exported.status}`));
  const listed = await person.request('GET', path);
  assert.equal(listed.status === 200, of('view') !== 'none', about(`list answered ${listed.status}`));

  const isMineAlready = definition.name === 'clinics' && person.role === 'clinic_staff';
  for (const mine of [true, false]) {
    const { id } = mine && isMineAlready ? w.clinics.ganapathy : await create(mine ? person : null);
    const isSeen = await sees(id);
    // Some: it is said of which, and what is theirs is among them.
    if (of('view') !== 'some' || mine) assert.equal(isSeen, of('view') !== 'none', about(`view, ${mine}`));
    for (const { name, collection, verb, action, input } of tenant.catalog.commands()) {
      if (collection !== definition || verb === 'restore') continue;
      const about1 = about(`${name} of ${mine ? 'their own' : "another's"}`);
      const isAbout = verb !== 'create' && Object.hasOwn(input, 'id');
      const through = await isLetThrough(scene, definition, name, isAbout ? id : null);
      if (of(action) === 'none' || (isAbout && !isSeen)) assert.ok(!through, about1);
      else if (of(action) === 'all' || mine || !isAbout) assert.ok(through, about1);
      else assert.ok(!through, about1);
    }
  }
};

test('what is said of someone’s rights before is what sockets and REST answer, for every command', async (t) => {
  const w = await world(t, { also: ['general'], env: { ROLES: 'web', SOCKET_RATE: '50000' } });
  for (const { role, in: suite, differences } of samples) {
    const tenant = suite === 'dental' ? w.smiles : w.general;
    const person = await w.staffOf(role, tenant);
    const args = { id: person.id, patch: { differences } };
    const set = await enqueue(tenant, { kind: 'system', name: 'test' }, { mid: v7(), name: 'users.update', args });
    assert.ok(set.ok, JSON.stringify(set));
    const client = await person.connect();
    const actor = imagined(tenant.catalog, tenant.info.modules, { role, differences });
    for (const definition of written) {
      const own = tenant.catalog.named(definition.name);
      if (!own || own.ownScreen) continue;
      await checkCollection(w, { tenant, person, client }, own, (action) => rightTo(actor, action, own).reach);
    }
    client.close();
  }
});
