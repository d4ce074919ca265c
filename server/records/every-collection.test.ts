import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { v7 } from 'uuid';
import { roles } from '#shared/actor.ts';
import { can, heldScopes, scopesOf } from '#shared/can.ts';
import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';
import { customKinds, customKindsWithOptions } from '#shared/custom-field.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { pathOf } from '#shared/rest-path.ts';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort } from '#shared/sort.ts';
import { readPage } from '#server/records/read.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { written, type Reach, rightsOf } from '#server/testing/role-rights.ts';
import { suiteFor, tenantOf, sample, changeOf, isAuthored } from '#server/testing/sample-records.ts';

/** What someone is told: `ok`, or the code of the refusal; the same over REST and over a socket. */
const outcome = (answer: MutationAnswer | { ok: boolean; error?: { code: string } }): string =>
  answer.ok ? 'ok' : (answer.error?.code ?? '?');

const both = async (
  person: Person,
  client: TestClient,
  [method, path, body]: [string, string, unknown?],
  [name, args]: [string, Record<string, unknown>],
): Promise<string> => {
  const overSocket = outcome(await client.mutate(name, args));
  const { body: answer } = await person.request(method, path, body);
  const overRest = answer.success ? 'ok' : (answer.error?.code ?? '?');
  assert.equal(overRest, overSocket, `${name}: REST and the socket should agree`);
  return overSocket;
};

/** A list of some fields says of them what the whole list says, and nothing else. */
const someFieldsAsWhole = async (client: TestClient, definition: Collection): Promise<void> => {
  const fields = [...Object.keys(definition.fields).slice(-2), 'createdBy'];
  const [whole, some] = await Promise.all(
    [null, fields].map((asked) => client.query({ collection: definition.name, limit: 100, fields: asked })),
  );
  assert.equal(some?.ok, whole?.ok);
  if (!whole?.ok || !some?.ok) return;
  const expected = whole.records.map((record) =>
    Object.fromEntries(['id', 'version', ...fields].flatMap((name) => (name in record ? [[name, record[name]]] : []))),
  );
  assert.deepEqual(some.records, expected);
};

suite('what each role may do', () => {
  let w: World;
  const cleanUp: (() => unknown)[] = [];
  before(async () => {
    w = await world(
      {
        after: (work) => {
          cleanUp.push(work);
        },
      },
      { also: ['other', 'general'] },
    );
    // Tailored: what holds for the product's fields holds for those that a tenant adds.
    for (const [tenant, collection] of [
      [w.smiles, 'leads'],
      [w.general, 'contacts'],
    ] as const)
      for (const { value: kind, label } of customKinds)
        await w.create(tenant, 'customFields.create', {
          collection,
          kind,
          label: `Added ${label.toLowerCase()}`,
          required: true,
          ...(customKindsWithOptions.includes(kind) ? { options: ['Gold', 'Silver'] } : {}),
        });
  });
  after(async () => {
    for (const work of cleanUp) await work();
  });

  for (const definition of written) {
    for (const role of roles) {
      const rights = rightsOf(definition, role);
      const suiteOfRole = suiteFor(definition, role);
      if (!suiteOfRole) continue;
      test(`${role} on ${definition.name}`, async () => {
        const tenant = tenantOf(w, suiteOfRole);
        const person = await w.staffOf(role, tenant);
        const client = await person.connect();
        const path = pathOf(definition);
        const mayOwn = (reach: Reach): boolean => reach !== 'none';
        const make = async (owner: Person | null): Promise<AnyRecord> => {
          const values = await sample(definition, w, tenant, owner);
          if (!owner || !isAuthored(definition) || rights.create === 'none')
            return w.create(tenant, `${definition.name}.create`, values);
          const made = await owner.mutate(`${definition.name}.create`, values);
          assert.ok(made.ok && made.record, JSON.stringify(made));
          return made.record;
        };
        const own = definition.name === 'clinics' && role === 'clinic_staff' ? w.clinics.ganapathy : await make(person);
        const foreign = await make(null);

        for (const [record, mine] of [
          [own, true],
          [foreign, false],
        ] as const) {
          const reaches = (reach: Reach): boolean => reach === 'all' || (mine && mayOwn(reach));
          const shown = await client.get(definition.name, [record.id]);
          const { status } = await person.request('GET', `${path}/${record.id}`);
          assert.equal(
            shown.ok && shown.records.length === 1,
            reaches(rights.view),
            `view ${mine ? 'own' : 'foreign'}`,
          );
          assert.equal(status === 200, reaches(rights.view));
          const expected = (reach: Reach): string => {
            if (reach === 'none') return 'FORBIDDEN';
            if (!reaches(rights.view)) return 'NOT_FOUND';
            return reaches(reach) ? 'ok' : 'FORBIDDEN';
          };
          const patch = changeOf(definition);
          const updated = await both(
            person,
            client,
            ['PATCH', `${path}/${record.id}`, patch],
            [`${definition.name}.update`, { id: record.id, patch }],
          );
          assert.equal(updated, expected(rights.update), `update ${mine ? 'own' : 'foreign'}`);
          const doomed = definition.name === 'clinics' && mine ? null : await make(mine ? person : null);
          if (!doomed) continue;
          assert.equal(
            outcome(await client.mutate(`${definition.name}.delete`, { id: doomed.id })),
            expected(rights.delete),
            'delete',
          );
        }
        for (const mine of [true, false]) {
          const allowed = rights.create === 'all' || (rights.create === 'own' && mine);
          const reply = outcome(
            await client.mutate(
              `${definition.name}.create`,
              await sample(definition, w, tenant, mine ? person : await otherThan(w, tenant)),
            ),
          );
          // Pointing at what one may not see is refused as if it were not there.
          assert.ok(
            allowed ? reply === 'ok' : ['FORBIDDEN', 'VALIDATION_ERROR'].includes(reply),
            `create ${mine ? 'own' : 'foreign'}: ${reply}`,
          );
        }
        await someFieldsAsWhole(client, definition);
        const { status } = await person.request('GET', `${path}/export`);
        assert.equal(status === 200, rights.export !== 'none', `export answered ${status}`);
        client.close();
      });
    }
  }

  test('one tenant’s people see nothing of another’s, whatever they ask', async () => {
    const lead = await w.create(w.smiles, 'leads.create', {
      ...(await sample(leads as unknown as Collection, w, w.smiles, null)),
      name: 'CANARY-SMILES',
      phone: '98430 99999',
      clinicId: w.clinics.ganapathy.id,
    });
    const stranger = await w.eve.connect();
    const shown = await stranger.get('leads', [lead.id]);
    assert.deepEqual(shown.ok && shown.records, []);
    assert.equal(outcome(await stranger.mutate('leads.update', { id: lead.id, patch: { name: 'x' } })), 'NOT_FOUND');
    for (const path of ['/leads', `/leads/${lead.id}`, '/leads?q=CANARY', '/clinics', '/users', '/leads/export']) {
      const answer = await w.eve.request('GET', path);
      assert.ok(!JSON.stringify(answer.body).includes('CANARY-SMILES'), path);
    }
    assert.ok(!stranger.seen().includes('CANARY-SMILES'));
  });

  test('fields that do not exist, or are not for people to set, are refused by name', async () => {
    for (const definition of written) {
      const tenant = tenantOf(w, suiteFor(definition, 'admin') ?? 'general');
      const ofTenant = await w.staffOf('admin', tenant);
      // What only the product makes, it makes with the rights of the platform.
      const admin = can(ofTenant.actor, 'create', definition) ? ofTenant : await w.staffOf('super_admin', tenant);
      const values = await sample(definition, w, tenant, admin);
      const wrong = [
        'nope',
        'version',
        'createdAt',
        'deletedAt',
        'fieldVersions',
        'searchText',
        ...fieldEntries(definition)
          .filter(([, field]) => field.readOnly)
          .map(([name]) => name),
      ];
      for (const name of wrong) {
        const answer = await admin.mutate(`${definition.name}.create`, { ...values, [name]: 1 });
        assert.ok(
          !answer.ok && answer.error.code === 'VALIDATION_ERROR' && answer.error.details?.field === name,
          `${definition.name}.${name}: ${JSON.stringify(answer)}`,
        );
      }
      const found = await readPage(tenant, admin.actor, {
        definition,
        filter: { all: [] },
        sort: defaultSort(definition),
        limit: 200,
      });
      // A child is in the scopes of its parent, which are asked for on the way to it.
      assert.ok(
        definition.parent ??
          found.records.every((record: AnyRecord) =>
            scopesOf(definition, record).some((scope) => heldScopes(admin.actor, 'view', definition).includes(scope)),
          ),
      );
    }
  });

  test('a module that the plan leaves out does not exist', async () => {
    const client = await w.ana.connect();
    assert.equal(outcome(await client.mutate('contacts.create', { firstName: 'X' })), 'NOT_FOUND');
    assert.equal((await client.query({ collection: 'contacts' })).ok, false);
    assert.equal((await w.ana.request('GET', '/contacts')).status, 404);
    assert.equal((await w.ana.request('GET', `/contacts/${v7()}`)).status, 404);
  });
});

const otherThan = async (w: World, tenant: Tenant): Promise<Person> =>
  w.staffOf(tenant === w.smiles ? 'admin' : 'manager', tenant);
