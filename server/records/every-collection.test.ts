import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { roles, type Actor, type Role } from '#shared/actor.ts';
import type { OwnAction, Where } from '#shared/access.ts';
import { can, heldScopes, scopesOf } from '#shared/can.ts';
import { fieldEntries, type AnyRecord, type Collection, type Suite } from '#shared/collection.ts';
import { customKinds, customKindsWithOptions } from '#shared/custom-field.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { pathOf } from '#shared/rest-path.ts';
import type { Field } from '#shared/fields/field.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { collections, productCatalog } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { parentsOf } from '#shared/record-ref.ts';
import { defaultSort } from '#shared/sort.ts';
import { drift } from '#server/database/drift.ts';
import { readPage } from '#server/records/read.ts';
import { valueOf } from '#server/testing/arbitraries.ts';
import type { TestClient } from '#server/testing/client.ts';
import { testDatabase } from '#server/testing/test-database.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';

type Reach = 'all' | 'own' | 'none';
type Rights = {
  readonly view: Reach;
  readonly create: Reach;
  readonly update: Reach;
  readonly delete: Reach;
  readonly export: Reach;
};

const everything: Rights = { view: 'all', create: 'all', update: 'all', delete: 'all', export: 'all' };
const nothing: Rights = { view: 'none', create: 'none', update: 'none', delete: 'none', export: 'none' };
const reading: Rights = { ...nothing, view: 'all' };

/** Who may do what, as the two specifications' tables say it: written down here, not taken from the definitions. */
const matrix: Record<string, Partial<Record<Role, Rights>>> = {
  leads: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    clinic_staff: { ...nothing, view: 'own', create: 'own', update: 'own' },
  },
  clinics: { super_admin: everything, owner: everything, admin: everything, clinic_staff: { ...nothing, view: 'own' } },
  teams: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: reading,
    user: reading,
    viewer: reading,
  },
  users: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: reading,
    user: reading,
    viewer: reading,
  },
  companies: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: 'all', create: 'own', update: 'own', delete: 'own', export: 'none' },
    viewer: reading,
  },
  contacts: {
    super_admin: everything,
    owner: everything,
    admin: everything,
    manager: everything,
    user: { view: 'own', create: 'own', update: 'own', delete: 'own', export: 'none' },
    viewer: reading,
  },
};

/** Their records come with a tenant, and there is no second one to try things with; `live/catalog-*.test.ts` try them. */
const withTheTenant = ['settings', 'choiceSets'];

const written = collections.filter(({ internal, name }) => !internal && !withTheTenant.includes(name));

const reachOf = (where: Where | readonly Where[] | undefined): Reach =>
  where === undefined ? 'none' : [where].flat().includes('everywhere') ? 'all' : 'own';

const least = (a: Reach, b: Reach): Reach => (a === 'none' || b === 'none' ? 'none' : a === 'own' ? a : b);

/** What one may do with a child ends where one does not see its parent. */
const rightsOf = (definition: Collection, role: Role): Rights => {
  const own = rightsBesideParent(definition, role);
  const [parent] = parentsOf(definition);
  if (!parent) return own;
  const sight = rightsOf(parent, role).view;
  const within = (reach: Reach): Reach => least(reach, sight);
  return {
    view: within(own.view),
    create: within(own.create),
    update: within(own.update),
    delete: within(own.delete),
    export: within(own.export),
  };
};

/** A module that no specification speaks of is held to its own word. */
const rightsBesideParent = (definition: Collection, role: Role): Rights => {
  const said = matrix[definition.name];
  if (said) return said[role] ?? nothing;
  const grants = definition.access[role];
  if (grants === 'everything') return everything;
  const reach = (action: OwnAction): Reach => reachOf(grants?.[action]);
  return {
    view: reach('view'),
    create: reach('create'),
    update: reach('update'),
    delete: reach('delete'),
    export: reach('export'),
  };
};

test('the tables speak of collections that there are', () => {
  const names = new Set(written.map(({ name }) => name));
  for (const name of Object.keys(matrix)) assert.ok(names.has(name), name);
});

test('the definitions and the migrations agree: nothing is left to migrate', async (t) => {
  const db = await testDatabase(t);
  assert.deepEqual(await drift(db), []);
});

test('an index that holds something else under its name is made again, one that went with a column too', async (t) => {
  const db = await testDatabase(t);
  await db.query('drop index leads_of_status');
  await db.query('create index leads_of_status on leads (status, id) where deleted_at is null');
  await db.query('alter table contacts drop column source');
  const statements = await drift(db);
  assert.deepEqual(
    statements.map((statement) => statement.split(/ on |[(]/)[0]?.trim()),
    [
      'alter table "contacts" add "source" text null',
      'create index "contacts_of_source"',
      'create index "next_leads_of_status"',
      'drop index "leads_of_status"',
      'alter index "next_leads_of_status" rename to "leads_of_status"',
    ],
  );
  assert.deepEqual(await drift(db), statements, 'looking changes nothing');
  for (const statement of statements) await db.query(statement);
  assert.deepEqual(await drift(db), []);
});

let serial = 0;

/** A value that no other record has, where the field has so many. */
const fresh = (field: Field): unknown => {
  const n = ++serial;
  const { min = -Infinity, max = Infinity } = field;
  switch (field.kind.name) {
    case 'phone':
      return `98430 ${10_000 + n}`;
    case 'email':
      return `person${n}@x.example`;
    case 'text':
    case 'longText':
      // The end of it is what tells it from others.
      return `${field.label} ${n}`.slice(-max).trim();
    case 'number':
    case 'money':
      return Math.min(Math.max(min, n), max);
    default:
      return fc.sample(valueOf({ ...field, required: true }), 1)[0];
  }
};

/** The suite whose tenant a collection is tried in: a role of the clinics in the dental one, the others in the general. */
const suiteFor = ({ suites }: Collection, role: Role): Suite | null => {
  const [only] = suites;
  if (suites.length === 1 && only) return isAtHome(role, only) ? only : null;
  return role === 'clinic_staff' ? 'dental' : 'general';
};

const isAtHome = (role: Role, suite: Suite): boolean =>
  suite === 'dental' ? !['manager', 'user', 'viewer'].includes(role) : role !== 'clinic_staff';

const tenantOf = (w: World, suite: Suite): Tenant => (suite === 'dental' ? w.smiles : w.general);

/** Where a collection's rules ask for more than a field's kind does. */
const particular: Record<string, () => Record<string, unknown>> = {
  clinics: () => ({ slug: `clinic-${++serial}` }),
  users: () => ({ role: 'admin', clinicIds: [] }),
  customFields: () => ({ kind: 'text' }),
};

/** Someone whose records are none of the others': one for each tenant. */
const strangers = new WeakMap<Tenant, Promise<Person>>();

const strangerIn = (w: World, tenant: Tenant): Promise<Person> => {
  const known = strangers.get(tenant) ?? w.staffOf('admin', tenant);
  strangers.set(tenant, known);
  return known;
};

/** A record to point at, made where there is none to be found; whose it is decides for a child whose the child is. */
const targetFor = async (
  w: World,
  tenant: Tenant,
  definition: Collection,
  field: Field,
  owner: Person | null,
): Promise<string> => {
  const target = productCatalog.targetOf(definition, field);
  assert.ok(target, `${definition.name} points at a collection that is not there`);
  if (target.people) return (owner ?? (await strangerIn(w, tenant))).id;
  if (target.name === clinics.name)
    return owner?.role === 'clinic_staff' ? w.clinics.ganapathy.id : w.clinics.rsPuram.id;
  return (await w.create(tenant, `${target.name}.create`, await sample(target, w, tenant, owner))).id;
};

/** The least that a record of this collection needs, in the scope of its owner, or of someone else. */
const sample = async (
  definition: Collection,
  w: World,
  tenant: Tenant,
  owner: Person | null,
): Promise<Record<string, unknown>> => {
  const values: Record<string, unknown> = {};
  for (const [name, field] of fieldEntries(tenant.catalog.of(definition))) {
    if (field.readOnly || !field.required || field.default !== undefined) continue;
    const target = field.kind.isReference ? await targetFor(w, tenant, definition, field, owner) : null;
    values[name] = target === null ? fresh(field) : field.kind.isList ? [target] : target;
  }
  for (const { by } of definition.scopes) {
    const field = by && definition.fields[by.field];
    if (!by || !field) continue;
    // The platform's owner is no user of the tenant, so nothing can be given to them.
    const given = owner?.role === 'super_admin' ? null : owner;
    if ('heldBy' in by) {
      const offered = (tenant.catalog.of(definition).fields[by.field]?.choices ?? []).map(({ value }) => value);
      const [held] = given ? by.heldBy(given.actor) : [];
      values[by.field] = held ?? heldByFewest(tenant, offered, by.heldBy);
      continue;
    }
    const id =
      'is' in by
        ? (given ?? (field.required ? await strangerIn(w, tenant) : null))?.id
        : (given?.actor.memberships[by.memberOf]?.[0] ?? (by.memberOf === 'clinics' ? w.clinics.rsPuram.id : null));
    values[by.field] = field.kind.isList ? (id ? [id] : []) : (id ?? null);
  }
  return { ...values, ...particular[definition.name]?.() };
};

const heldByFewest = (
  tenant: Tenant,
  values: readonly string[],
  heldBy: (actor: Actor) => readonly string[],
): string | undefined => {
  const memberships = { clinics: ['some'], teams: ['some'] };
  const held = roles.flatMap((role) => heldBy(actorOf(tenant.info, { id: 'one', name: 'One', role, memberships })));
  const count = (value: string): number => held.filter((one) => one === value).length;
  return values.toSorted((a, b) => count(a) - count(b))[0];
};

/** A change that the collection can take: of its first line of text, or of whatever else a person may set. */
const changeOf = (definition: Collection): Record<string, unknown> => {
  const settable = fieldEntries(definition).filter(
    ([, field]) => !field.readOnly && !field.requires && !field.kind.isReference,
  );
  const [name, field] = settable.find(([, { kind }]) => kind.isText) ?? settable[0] ?? [];
  return name && field ? { [name]: fresh(field) } : {};
};

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
        const own =
          definition.name === 'clinics' && role === 'clinic_staff'
            ? w.clinics.ganapathy
            : await w.create(tenant, `${definition.name}.create`, await sample(definition, w, tenant, person));
        const foreign = await w.create(tenant, `${definition.name}.create`, await sample(definition, w, tenant, null));

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
          const doomed =
            definition.name === 'clinics' && mine
              ? null
              : await w.create(
                  tenant,
                  `${definition.name}.create`,
                  await sample(definition, w, tenant, mine ? person : null),
                );
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
