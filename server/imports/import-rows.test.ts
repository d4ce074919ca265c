import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { addDays, dayOf } from '#shared/calendar-day.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { leads } from '#shared/modules/leads.ts';
import { users } from '#shared/modules/users.ts';
import { ensureRecord } from '#server/control-plane/provision.ts';
import { importDesk, outcomes } from '#server/testing/import-desk.ts';

test('the demo leads come in: every good row, and a word about each bad one', async (t) => {
  const { run, count, tenant } = await importDesk(t, 'dental');
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
  const { tenant, run } = await importDesk(t, 'dental');
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
  const { run } = await importDesk(t, 'dental');
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
  const { run, count } = await importDesk(t, 'general');
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
  const { run, count } = await importDesk(t, 'dental');
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
