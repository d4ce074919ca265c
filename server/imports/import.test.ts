import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { v7 } from 'uuid';
import type { Actor, Role } from '#shared/actor.ts';
import type { Collection, Suite } from '#shared/collection.ts';
import { addDays, dayOf } from '#shared/calendar-day.ts';
import { clinics } from '#shared/modules/clinics.ts';
import { companies } from '#shared/modules/companies.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { leadStatusHistory } from '#shared/modules/lead-status-history.ts';
import { leads } from '#shared/modules/leads.ts';
import { users } from '#shared/modules/users.ts';
import { testCluster } from '#server/testing/cluster.ts';
import { beforeChunk, fileOf } from '#server/testing/imports.ts';
import { createFromTemplate } from '#server/testing/templates.ts';
import { platformName } from '#server/database/cluster.ts';
import { ensureRecord, provision } from '#server/control-plane/provision.ts';
import { databaseNameOf } from '#server/tenants/registry.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import { actorOf, type Tenant, type Principal } from '#server/tenants/tenant.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { carryOut } from './carry-out.ts';
import { beginJob } from './jobs.ts';
import { tidyImports } from './tidy.ts';
import { importHere, importJob, stopImport, type ImportOptions } from './start.ts';

type Person = { readonly who: Principal; readonly actor: Actor };

type World = {
  readonly tenant: Tenant;
  readonly admin: Person;
  readonly hire: (name: string, role: Role, clinics?: readonly string[]) => Promise<Person>;
  readonly run: (
    definition: object,
    csv: string | Readable,
    options?: ImportOptions,
    person?: Person,
  ) => Promise<ImportJobView>;
  readonly count: (table: string) => Promise<number>;
};

const world = async (t: TestContext, suite: Suite): Promise<World> => {
  const { config, log } = testCluster(t);
  await createFromTemplate(config.databaseUrl, platformName(config), 'platform');
  await createFromTemplate(config.databaseUrl, databaseNameOf(config.databaseName, 'desk'), 'tenant');
  const tenants = await openTenantPool({ config, log });
  t.after(() => tenants.close());
  await provision(
    { tenants, config },
    {
      slug: 'desk',
      name: 'Desk',
      clinics: suite === 'dental' ? ['Ganapathy', 'RS Puram', 'Vadavalli'] : [],
      suite,
      plan: suite,
      timeZone: 'Asia/Kolkata',
      accent: 'teal',
      admin: { email: 'admin@desk.example', name: 'Asha Rao', role: 'owner' },
    },
  );
  const tenant = await tenants.open('desk');
  assert.ok(tenant);
  const hire: World['hire'] = async (name, role, clinicIds = []) => {
    const email = `${name.toLowerCase()}@desk.example`;
    const user = await ensureRecord(
      tenant,
      'users',
      { field: 'email', op: 'eq', value: email },
      { name, email, role, clinicIds },
    );
    return {
      who: { kind: 'user', id: user.id },
      actor: actorOf(tenant.info, { id: user.id, name, role, memberships: { clinics: clinicIds } }),
    };
  };
  const admin = await hire('admin', 'owner');
  return {
    tenant,
    admin,
    hire,
    run: async (definition, csv, options, { who, actor } = admin) =>
      importHere(tenant, who, actor, definition as Collection, csv, options),
    count: async (table) =>
      (await tenant.db.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n ?? -1,
  };
};

const outcomes = ({ report }: ImportJobView): string[] =>
  report.map(({ row, outcome, field }) => `${row} ${outcome}${field ? ` ${field}` : ''}`);

const refused =
  (code: string, field?: string) =>
  (error: unknown): boolean => {
    const { code: said, details } = error as { code?: string; details?: { field?: string } };
    assert.deepEqual([said, details?.field], [code, field]);
    return true;
  };

const manyLeads = (count: number): string =>
  ['Name,Phone', ...Array.from({ length: count }, (_, i) => `Lead ${i},98430 ${String(10_000 + i)}`)].join('\n');

test('the demo leads come in: every good row, and a word about each bad one', async (t) => {
  const { run, count, tenant } = await world(t, 'dental');
  for (const name of ['Saravanampatti', 'Thudiyalur', 'Singanallur']) {
    await ensureRecord(tenant, 'clinics', { field: 'name', op: 'eq', value: name }, { name, slug: name.toLowerCase() });
  }
  const csv = readFileSync(join(import.meta.dirname, '..', '..', 'infra/seed/avmsmiles-leads.csv'), 'utf8');
  const dry = await run(leads, csv, { dryRun: true });
  assert.deepEqual([await count('leads'), dry.created + dry.warned, dry.refused], [0, 167, 4]);
  const job = await run(leads, csv);
  assert.equal(await count('leads'), 167);
  assert.deepEqual(
    [job.state, job.rows, job.created + job.warned, job.refused, job.progress, job.ignored],
    ['finished', 171, 167, 4, 1, []],
  );
  assert.deepEqual(outcomes(job), outcomes(dry));
  assert.equal(await count('lead_status_history'), 167);
});

test('columns are found by label or name, links by title, short name or id, in whatever capitals', async (t) => {
  const { tenant, run } = await world(t, 'dental');
  const [clinic] = await tenant.db.query<{ id: string }>(`select id from clinics where slug = 'vadavalli'`);
  const csv = [
    'NAME;phone number;Clinic;followUpDate;Remark;Treatment;Created;Favourite colour',
    'Anu;98430 12345;RS Puram;24/11/2026;;Root canal;21/03/2026;blue',
    'Bala;+91-98430-12346;ganapathy;today+3;;root_canal;;',
    `Cheran;098430 12347;${clinic?.id};;;;2026-03-21T10:00:00Z;`,
    'Devi;98430 12348;TBD;-;;;;',
    'Ezhil;98430 12349;Gandhipuram;;;;;',
  ].join('\r\n');
  const job = await run(leads, `\ufeff${csv}`);
  assert.deepEqual(job.ignored, ['Remark', 'Favourite colour']);
  assert.deepEqual(outcomes(job), ['2 created', '3 created', '4 created', '5 created', '6 warned clinicId']);
  assert.match(job.report[4]?.message ?? '', /no clinic "Gandhipuram"\. Left empty\./);
  const rows = await tenant.db.query(
    `select l.name, phone, phone_raw, c.slug, follow_up_date, treatment_interest, created_at < now() - interval '1 day' as old
     from leads l left join (select id, slug from clinics) c on c.id = clinic_id order by l.name`,
  );
  assert.deepEqual(rows, [
    {
      name: 'Anu',
      phone: '+919843012345',
      phone_raw: '98430 12345',
      slug: 'rs-puram',
      follow_up_date: '2026-11-24',
      treatment_interest: 'root_canal',
      old: true,
    },
    {
      name: 'Bala',
      phone: '+919843012346',
      phone_raw: '+91-98430-12346',
      slug: 'ganapathy',
      follow_up_date: addDays(dayOf(new Date(), 'Asia/Kolkata'), 3),
      treatment_interest: 'root_canal',
      old: false,
    },
    {
      name: 'Cheran',
      phone: '+919843012347',
      phone_raw: '098430 12347',
      slug: 'vadavalli',
      follow_up_date: null,
      treatment_interest: null,
      old: true,
    },
    {
      name: 'Devi',
      phone: '+919843012348',
      phone_raw: '98430 12348',
      slug: null,
      follow_up_date: null,
      treatment_interest: null,
      old: false,
    },
    {
      name: 'Ezhil',
      phone: '+919843012349',
      phone_raw: '98430 12349',
      slug: null,
      follow_up_date: null,
      treatment_interest: null,
      old: false,
    },
  ]);
});

test('a broken row costs no good one, and says what is wrong with it', async (t) => {
  const { run } = await world(t, 'dental');
  const job = await run(
    leads,
    [
      'Full name,Mobile,Age,Lead status,Email,Follow-up date',
      'Good,98430 12345,41,New,',
      ',98430 12346,,,',
      'Short phone,12345,,,',
      'Odd age,98430 12347,forty,,',
      'Odd status,98430 12348,,Intrested,',
      'Comma, in the name,98430 12349,,,comma@x.example,tomorrow',
      '"Open mark,98430 12350,,,',
      'Nul \u0000,98430 12351,,,',
      "'=HYPERLINK(1),98430 12352,,,",
      'Good too,98430 12353,,,',
      'Odd day,98430 12354,,,,31/02/2026',
    ].join('\n'),
  );
  assert.deepEqual(outcomes(job), [
    '2 created',
    '3 refused name',
    '4 refused phone',
    '5 warned age',
    '6 warned status',
    '7 refused',
    '8 refused',
    '9 refused name',
    '10 created',
    '11 created',
    '12 warned followUpDate',
  ]);
  assert.match(job.report[4]?.message ?? '', /"Intrested" is not one of its choices. It is "New" instead./);
  assert.match(job.report[10]?.message ?? '', /The file says "31\/02\/2026"/);
});

test('who is there already, or twice in the file, is imported with a warning', async (t) => {
  const { run, count } = await world(t, 'general');
  await run(contacts, 'First name,Phone,Email\nThere,98430 12345,there@example.com');
  const job = await run(
    contacts,
    [
      'First name,Phone,Mobile,Email',
      'Fresh,98430 12346,,fresh@example.com',
      'By phone,+91 98430-12345,,',
      'By mobile,,098430 12345,',
      'By mail,,,THERE@example.com',
      'As the first row,,9843012346,Fresh@Example.com',
    ].join('\n'),
  );
  assert.deepEqual(
    job.report.map(({ outcome, message }) => [outcome, message]),
    [
      ['created', null],
      ['warned', 'Same phone as There, already here.'],
      ['warned', 'Same mobile as row 3 (By phone).'],
      ['warned', 'Same email as There, already here.'],
      ['warned', 'Same email as row 2 (Fresh). Same mobile as row 2 (Fresh).'],
    ],
  );
  assert.equal(await count('contacts'), 6);
});

test('a dry run finds what the run finds, and writes nothing', async (t) => {
  const { run, count } = await world(t, 'dental');
  const written = ['users', 'clinics', 'change_log', 'mutations', 'scope_heads'];
  const before = await Promise.all(written.map(count));
  const csv =
    'Name,Email,Role,Clinics\nAnu,anu@x.example,Clinic staff,Ganapathy; rs-puram\nBala,bala@x.example,Clinic staff,\nTwin,ANU@x.example,Admin,\nThere,admin@desk.example,Admin,\nBoss,boss@x.example,Super admin,';
  const dry = await run(users, csv, { dryRun: true });
  assert.deepEqual(await Promise.all(written.map(count)), before);
  assert.deepEqual(outcomes(dry), [
    '2 created',
    '3 refused clinicIds',
    '4 refused email',
    '5 refused email',
    '6 refused role',
  ]);
  assert.deepEqual(
    dry.report.map(({ id }) => id),
    [null, null, null, null, null],
  );
  const real = await run(users, csv, { id: dry.id });
  assert.deepEqual(
    real.report.map(({ id: _id, ...row }) => row),
    dry.report.map(({ id: _id, ...row }) => row),
  );
  assert.equal(await count('users'), (before[0] ?? 0) + 1);
});

test('a long report is told in pages, each row once and in order', async (t) => {
  const { tenant, admin, run } = await world(t, 'dental');
  const csv = manyLeads(2_050);
  const { id, rows } = await run(leads, csv);
  await run(leads, csv, { id });
  const told: number[] = [];
  for (let page = await importJob(tenant, admin.actor, id); page.report.length > 0;) {
    assert.ok(page.report.length <= 1_000);
    told.push(...page.report.map(({ row }) => row));
    page = await importJob(tenant, admin.actor, id, told.length);
  }
  assert.equal(rows, 2_050);
  assert.deepEqual(
    told,
    Array.from({ length: 2_050 }, (_, i) => i + 2),
  );
});

test('an import whose pod goes away is taken up where it was, and nothing comes in twice', async (t) => {
  const { tenant, admin, run, count } = await world(t, 'dental');
  const csv = manyLeads(700);
  const id = v7();
  const leaving = new AbortController();
  beforeChunk(tenant, 4, () => Promise.resolve(leaving.abort(new Error('shutting down'))));
  const cut = importHere(tenant, admin.who, admin.actor, leads as unknown as Collection, csv, { id }, leaving.signal);
  await assert.rejects(cut, /shutting down/);
  const left = await importJob(tenant, admin.actor, id);
  assert.deepEqual([left.state, left.rows, await count('leads')], ['running', 400, 400]);
  await assert.rejects(run(leads, csv, { id }), refused('CONFLICT', 'id'));

  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 26 * 3600_000 });
  const seen: number[] = [];
  const file = await fileOf(tenant, id);
  beforeChunk(tenant, 3, async () => void seen.push((await importJob(tenant, admin.actor, id)).rows));
  await carryOut(tenant, id, file, new AbortController().signal);
  assert.deepEqual(seen, [400], 'what was done is not shown as undone');
  const whole = await importJob(tenant, admin.actor, id);
  assert.deepEqual([whole.state, whole.rows, whole.created, whole.startedAt], ['finished', 700, 700, left.startedAt]);
  assert.equal(await count('leads'), 700);
  assert.equal(await count('import_files'), 0);
  // Its job may be asked for once more.
  await carryOut(tenant, id, file, new AbortController().signal);
  assert.deepEqual(await run(leads, csv, { id }).then(outcomes), outcomes(whole));
  assert.equal(await count('leads'), 700);
});

test('an attempt that was thought dead leaves the import to the one that took it up', async (t) => {
  const { tenant, admin, run, count } = await world(t, 'dental');
  const csv = manyLeads(700);
  const id = v7();
  let whole: ImportJobView | null = null;
  beforeChunk(tenant, 5, async () => {
    await carryOut(tenant, id, await fileOf(tenant, id), new AbortController().signal);
    whole = await importJob(tenant, admin.actor, id);
  });
  const first = await run(leads, csv, { id });
  assert.deepEqual([first.state, first.rows, first.report.length], ['finished', 700, 700]);
  assert.deepEqual(first, whole);
  assert.equal(await count('leads'), 700);
  assert.deepEqual(await run(leads, csv, { id }).then(outcomes), outcomes(first));
});

test('a dry run of yesterday is forgotten with its report; an import never is', async (t) => {
  const { tenant, run } = await world(t, 'dental');
  const csv = manyLeads(3);
  const ids = [await run(leads, csv, { dryRun: true }), await run(leads, csv), await run(leads, csv, { dryRun: true })];
  const [old, real, fresh] = ids.map(({ id }) => id);
  await tenant.db.query(`update import_jobs set updated_at = now() - interval '25 hours' where id = any($1)`, [
    [old, real],
  ]);
  await tidyImports(tenant.db);
  const left = async (column: string, table: string): Promise<string[]> =>
    (await tenant.db.query<{ id: string }>(`select distinct ${column} as id from ${table} order by 1`)).map(
      ({ id }) => id,
    );
  const kept = [real, fresh].toSorted((a = '', b = '') => (a < b ? -1 : 1));
  assert.deepEqual([await left('id', 'import_jobs'), await left('import_id', 'import_reports')], [kept, kept]);
});

test('what is left of an import that came to nothing is gone after a day', async (t) => {
  const { tenant, admin, run, count } = await world(t, 'dental');
  const cut = new AbortController();
  const begin = (id: string): Promise<unknown> => {
    beforeChunk(tenant, 1, () => Promise.resolve(cut.abort(new Error('gone'))));
    const csv = manyLeads(300);
    return assert.rejects(
      importHere(tenant, admin.who, admin.actor, leads as unknown as Collection, csv, { id }, cut.signal),
    );
  };
  const stuck = v7();
  await begin(stuck);
  await tidyImports(tenant.db);
  assert.deepEqual([(await importJob(tenant, admin.actor, stuck)).state, await count('import_files')], ['running', 1]);
  await tenant.db.query(`insert into import_files values (gen_random_uuid(), 0, '', now())`);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 25 * 3600_000 });
  await tidyImports(tenant.db);
  assert.deepEqual(
    [(await importJob(tenant, admin.actor, stuck)).state, await count('import_files')],
    ['interrupted', 0],
  );
  assert.equal((await run(leads, manyLeads(300), { id: stuck })).state, 'finished');
});

test('taken up a day later, "today" in the file is still the day on which it began', async (t) => {
  const { tenant, run, count } = await world(t, 'dental');
  const csv = 'Name,Phone,Follow-up date\nAnu,98430 12345,today+1\nBala,98430 12345,today';
  const first = await run(leads, csv);
  await tenant.db.query(`update import_jobs set state = 'interrupted'`);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 24 * 3600_000 });
  const again = await run(leads, csv, { id: first.id });
  assert.deepEqual(outcomes(again), ['2 created', '3 warned phone']);
  assert.equal(await count('leads'), 2);
});

test('an upload that breaks off, or is too large, leaves nothing, and its id is free', async (t) => {
  const { run, count } = await world(t, 'dental');
  const csv = manyLeads(300);
  const id = v7();
  const torn = Readable.from(
    (async function* () {
      yield csv.slice(0, 5_000);
      throw new Error('socket hang up');
    })(),
  );
  await assert.rejects(run(leads, torn, { id }), refused('BAD_REQUEST', 'file'));
  const long = Readable.from(
    (function* () {
      for (let i = 0; i < 65; i++) yield Buffer.alloc(1024 * 1024, 'x');
    })(),
  );
  await assert.rejects(run(leads, long, { id }), refused('TOO_LARGE', 'file'));
  assert.deepEqual([await count('import_jobs'), await count('import_files')], [0, 0]);
  assert.deepEqual([(await run(leads, csv, { id })).created, await count('leads')], [300, 300]);
});

test('an import stops when asked, by anyone who may see it', async (t) => {
  const { tenant, admin, hire, run } = await world(t, 'dental');
  const other = await hire('Bala', 'admin');
  const staff = await hire('Staff', 'clinic_staff', [
    String((await tenant.db.query<{ id: string }>('select id from clinics limit 1'))[0]?.id),
  ]);
  const id = v7();
  beforeChunk(tenant, 3, async () => {
    await assert.rejects(importJob(tenant, staff.actor, id), refused('NOT_FOUND'));
    await assert.rejects(stopImport(tenant, staff.actor, id), refused('NOT_FOUND'));
    await assert.rejects(importJob(tenant, admin.actor, v7()), refused('NOT_FOUND'));
    assert.equal((await importJob(tenant, other.actor, id)).state, 'running');
    assert.equal((await stopImport(tenant, other.actor, id)).state, 'stopping');
  });
  const stopped = await run(leads, manyLeads(700), { id });
  assert.deepEqual([stopped.state, stopped.created], ['stopped', 300]);
});

test('an import asked to stop before a pod had time for it creates nothing', async (t) => {
  const { tenant, admin, count } = await world(t, 'dental');
  const id = v7();
  const never = new AbortController();
  beforeChunk(tenant, 0, () => Promise.resolve(never.abort(new Error('no time'))));
  await assert.rejects(
    importHere(tenant, admin.who, admin.actor, leads as unknown as Collection, manyLeads(3), { id }, never.signal),
  );
  const file = await fileOf(tenant, id);
  await beginJob(tenant.db, id, file);
  await stopImport(tenant, admin.actor, id);
  await carryOut(tenant, id, file, new AbortController().signal);
  assert.deepEqual(
    [(await importJob(tenant, admin.actor, id)).state, await count('leads'), await count('import_files')],
    ['stopped', 0, 0],
  );
});

test('a person who may not import, or what cannot be imported, is refused before a row is read', async (t) => {
  const { tenant, admin, hire, run } = await world(t, 'dental');
  const [clinic] = await tenant.db.query<{ id: string }>('select id from clinics limit 1');
  const staff = await hire('Staff', 'clinic_staff', [String(clinic?.id)]);
  const row = 'Name,Phone\nAnu,98430 12345';
  await assert.rejects(run(leads, row, {}, staff), refused('FORBIDDEN'));
  await assert.rejects(run(leadStatusHistory, 'Reason\nx'), refused('FORBIDDEN'));
  await assert.rejects(run(contacts, 'First name\nAnu'), refused('FORBIDDEN'));
  await assert.rejects(run(leads, ''), refused('VALIDATION_ERROR', 'file'));
  await assert.rejects(run(leads, 'Name,Email\nAnu,a@b.example'), refused('VALIDATION_ERROR', 'phone'));
  await assert.rejects(run(leads, row, { id: 'mine' }), refused('VALIDATION_ERROR', 'id'));
  const { id } = await run(leads, row);
  const other = await hire('Bala', 'admin');
  await assert.rejects(run(leads, row, { id }, other), refused('DUPLICATE', 'id'));
  await assert.rejects(run(clinics, 'Name,Short name in addresses\nNew,new', { id }), refused('DUPLICATE', 'id'));
  await assert.rejects(run(leads, row, { id, dryRun: true }, admin), refused('DUPLICATE', 'id'));
});

test('rows may point at records that come later in the same file', async (t) => {
  for (const dryRun of [true, false]) {
    const { tenant, run } = await world(t, 'general');
    const job = await run(
      companies,
      'Name,Parent company\nGrandchild,child\nChild,Parent\nParent,\nLost,Nowhere\nOf the lost,Lost\nRound,About\nAbout,Round',
      { dryRun },
    );
    assert.deepEqual(outcomes(job).toSorted(), [
      '2 created',
      '3 created',
      '4 created',
      '5 warned parentCompany',
      '6 created',
      '7 warned parentCompany',
      '8 warned parentCompany',
    ]);
    if (dryRun) continue;
    const rows = await tenant.db.query(
      'select c.name, p.name as parent from companies c left join companies p on p.id = c.parent_company order by c.name',
    );
    assert.deepEqual(rows, [
      { name: 'About', parent: null },
      { name: 'Child', parent: 'Parent' },
      { name: 'Grandchild', parent: 'Child' },
      { name: 'Lost', parent: null },
      { name: 'Of the lost', parent: 'Lost' },
      { name: 'Parent', parent: null },
      { name: 'Round', parent: null },
    ]);
  }
});

test('a name that fits two records links to neither; a person who sees only names links by name', async (t) => {
  const { run, hire } = await world(t, 'general');
  await hire('Anita', 'user');
  const manager = await hire('Meera', 'manager');
  await run(companies, 'Name\nAcme\nAcme\nZenith');
  const csv = 'First name,Company,Assigned to\nOne,Acme,\nTwo,ZENITH,Anita\nThree,,anita@desk.example\nFour,,ANITA';
  assert.deepEqual(outcomes(await run(contacts, csv)), ['2 warned companyId', '3 created', '4 created', '5 created']);
  assert.deepEqual(outcomes(await run(contacts, csv, {}, manager)), [
    '2 warned companyId',
    '3 created',
    '4 warned assignedTo',
    '5 created',
  ]);
});

test('a person who loses access while importing imports no further', async (t) => {
  const { tenant, hire, run, count } = await world(t, 'dental');
  const person = await hire('Bala', 'admin');
  beforeChunk(tenant, 4, () => tenant.db.query('update users set is_active = false where id = $1', [person.actor.id]));
  const job = await run(leads, manyLeads(600), {}, person);
  assert.deepEqual(
    [job.state, job.message, job.rows, await count('leads')],
    ['interrupted', 'Your access has ended. Sign in again.', 300, 300],
  );
});

test('a person who may no longer import stops in the middle, even of a dry run', async (t) => {
  const { tenant, hire, run, count } = await world(t, 'dental');
  const person = await hire('Bala', 'admin');
  for (const dryRun of [true, false]) {
    await tenant.db.query(`update users set role = 'admin' where id = $1`, [person.actor.id]);
    beforeChunk(tenant, 4, () =>
      tenant.db.query(`update users set role = 'clinic_staff' where id = $1`, [person.actor.id]),
    );
    const job = await run(leads, manyLeads(600), { dryRun }, person);
    assert.deepEqual([job.state, job.message], ['interrupted', 'You may no longer import leads.']);
    assert.deepEqual([job.rows, await count('leads')], [300, dryRun ? 0 : 300]);
  }
});

test('an import finds no more by name than its person may see by then', async (t) => {
  const { tenant, hire, run } = await world(t, 'general');
  await hire('Anita', 'user');
  const person = await hire('Bala', 'admin');
  const lines = Array.from({ length: 300 }, (_, i) => `Someone ${i},anita@desk.example`);
  beforeChunk(tenant, 2, () => tenant.db.query(`update users set role = 'manager' where id = $1`, [person.actor.id]));
  const job = await run(contacts, ['First name,Assigned to', ...lines].join('\n'), {}, person);
  assert.deepEqual([job.state, job.created, job.warned], ['finished', 100, 200]);
});

test('what an export writes comes in as it was', async (t) => {
  const { tenant, run } = await world(t, 'general');
  const csv = `ID,First name,Phone,Phone as typed,Mobile,Mobile as typed,Version,Created\n${v7()},'=Anu,'+919843012345,98430 12345,+919843012346,+91 98430 99999,7,2026-01-02T03:04:05.678Z`;
  const job = await run(contacts, csv);
  assert.deepEqual(job.ignored, ['Version']);
  const [row] = await tenant.db.query(
    'select first_name, phone, phone_raw, mobile, mobile_raw, version, created_at from contacts',
  );
  assert.deepEqual(row, {
    first_name: '=Anu',
    phone: '+919843012345',
    phone_raw: '98430 12345',
    mobile: '+919843012346',
    mobile_raw: '+919843012346',
    version: 1,
    created_at: new Date('2026-01-02T03:04:05.678Z'),
  });
});

test('letters of before UTF-8 are read, and one that is broken is pointed out', async (t) => {
  const { run } = await world(t, 'dental');
  const older = await run(leads, Readable.from([Buffer.from('Name,Phone\nJos\u00e9,98430 12345', 'latin1')]));
  assert.deepEqual(outcomes(older), ['2 created']);
  const [head, tail] = ['Name,Phone\nகவிதா', ' K,98430 12346'].map((text) => Buffer.from(text));
  assert.ok(head && tail);
  const broken = await run(leads, Readable.from([Buffer.concat([head, Buffer.from([0xe0]), tail])]));
  assert.deepEqual(outcomes(broken), ['2 warned']);
  assert.match(broken.report[0]?.message ?? '', /UTF-8/);
});
