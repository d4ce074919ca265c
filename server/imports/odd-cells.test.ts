import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Collection } from '#shared/collection.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { leads } from '#shared/modules/leads.ts';
import { world, type World } from '#server/testing/world.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { importHere, type ImportOptions } from './start.ts';

suite('cells that are nearly understood', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await world({ after: (work) => void endings.push(work) }, { also: ['other', 'general'] });
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const importLeads = (csv: string, options?: ImportOptions): Promise<ImportJobView> =>
    importHere(w.smiles, w.ana.who, w.ana.actor, leads as unknown as Collection, csv, options);
  const importContacts = async (csv: string): Promise<ImportJobView> => {
    const boss = await w.staffOf('admin');
    return importHere(w.general, boss.who, boss.actor, contacts as unknown as Collection, csv);
  };
  const column = async (table: 'leads' | 'contacts', name: string, like: string): Promise<unknown[]> => {
    const tenant = table === 'leads' ? w.smiles : w.general;
    const title = table === 'leads' ? 'name' : 'first_name';
    const rows = await tenant.db.query<{ value: unknown }>(
      `select ${name} as value from ${table} where ${title} like $1 order by ${title}`,
      [like],
    );
    return rows.map(({ value }) => value);
  };
  const messages = ({ report }: ImportJobView): (string | null)[] => report.map(({ message }) => message);

  test('a choice is known without the blanks, dashes and slashes that part its words', async () => {
    const job = await importLeads(
      'Name,Phone,Source,Treatment,Status\nNear 1,98430 51001,MetaAds,Rootcanal,AppointmentBooked\nNear 2,98430 51002,Walk / in,ROOT-CANAL,Do not call',
    );
    assert.deepEqual(messages(job), [null, null]);
    assert.deepEqual(await column('leads', 'source', 'Near %'), ['meta_ads', 'walk_in']);
    assert.deepEqual(await column('leads', 'treatment_interest', 'Near %'), ['root_canal', 'root_canal']);
    assert.deepEqual(await column('leads', 'status', 'Near %'), ['appointment_booked', 'dnc']);
  });

  test('dashes, question marks and the errors of a spreadsheet are empty cells', async () => {
    const job = await importLeads(
      'Name,Phone,Source,Age,Follow-up date,Clinic,Email,Ad ID\nErr 1,98430 51011,??,--,TBD,___,---,#REF!\nErr 2,98430 51012,#VALUE!,#DIV/0!,#####,#N/A,#NAME?,#N/A',
    );
    assert.deepEqual([messages(job), job.questions], [[null, null], []]);
    assert.deepEqual(await column('leads', 'ad_id', 'Err %'), [null, null]);
  });

  test('what is in the future, or no moment, is said where the record gets the time of the import', async () => {
    const job = await importLeads(
      'Name,Phone,Created\nWhen 1,98430 51021,2199-01-01\nWhen 2,98430 51022,last summer\nWhen 3,98430 51023,today',
    );
    assert.deepEqual(messages(job), [
      'Created is in the future. The file says "2199-01-01". It is the time of the import instead.',
      'Created is not a date and time, like 24/11/2026 2:30 PM. The file says "last summer". It is the time of the import instead.',
      null,
    ]);
  });

  test('numbers that a spreadsheet took for amounts, links to chats, and addresses in curly marks', async () => {
    const job = await importLeads(
      'Name,Phone,Email\nNum 1,"9,84,30,51,031",“num1@example.com”\nNum 2,https://wa.me/919843051032,«num2@example.com»\nNum 3,"98430 51033, 98430 51034",',
    );
    assert.deepEqual(messages(job), [
      null,
      null,
      'Phone: "98430 51034" was left out, for there is no second place for it.',
    ]);
    assert.deepEqual(
      await column('leads', 'phone', 'Num %'),
      [31, 32, 33].map((n) => `+9198430510${n}`),
    );
    assert.deepEqual(await column('leads', 'email', 'Num %'), ['num1@example.com', 'num2@example.com', null]);
  });

  test('a list as programs write it is a list', async () => {
    assert.deepEqual(messages(await importContacts('First name,Tags\nList,"[""north"", ""a, b"", ""south""]"')), [
      null,
    ]);
    assert.deepEqual(await column('contacts', 'tags', 'List'), [['a', 'b', 'north', 'south']]);
  });

  test('our own title comes before what others may call a column, wherever it stands', async () => {
    const job = await importContacts(
      'Title,First Name,Last Name,Job Title,Email,Contact owner\nMrs.,Titled,Person,Accountant,titled@example.com,No owner',
    );
    assert.deepEqual([job.ignored, messages(job)], [['Title'], [null]]);
    assert.deepEqual(await column('contacts', 'job_title', 'Titled'), ['Accountant']);
  });

  test('of a list with one unknown word the others are kept, and each unknown word is asked about', async () => {
    const added = await w.ana.mutate('customFields.create', {
      collection: 'leads',
      name: 'languages',
      label: 'Languages',
      kind: 'multiChoice',
      options: ['Tamil', 'Hindi', 'English'].map((label) => ({ label })),
    });
    assert.ok(added.ok, JSON.stringify(added));
    const job = await importLeads(
      'Name,Phone,Languages\nSpeaks,98430 51041,"Tamil, Klingon, English, Elvish"\nMute,98430 51042,Elvish',
    );
    assert.deepEqual(messages(job), [
      'Languages: "Klingon", "Elvish" are not one of its choices. Left out.',
      'Languages: "Elvish" is not one of its choices. Left empty.',
    ]);
    assert.deepEqual(
      job.questions.map((question) => (question.kind === 'word' ? [question.word, question.rows] : [])),
      [
        ['Elvish', 2],
        ['Klingon', 1],
      ],
    );
    const [custom] = (await column('leads', 'custom', 'Speaks')) as Record<string, readonly string[]>[];
    assert.equal(Object.values(custom ?? {}).flat().length, 2);
  });

  test('a rule that refuses one cell of a record that is here costs the cell, and the others are written', async () => {
    await w.create(w.smiles, 'leads.create', { name: 'Ruled', phone: '98430 51051', status: 'visited' });
    const csv = 'Name,Phone,Status,Email,Age\nRuled,98430 51051,New,ruled@example.com,41';
    for (const dryRun of [true, false]) {
      const job = await importLeads(csv, { existing: 'update', dryRun });
      assert.deepEqual([job.updated, job.refused], [1, 0], JSON.stringify(job.report));
      assert.match(job.report[0]?.message ?? '', /The file says "New"\. Left as it is\. Ruled is here already\.$/);
    }
    assert.deepEqual(
      [...(await column('leads', 'status', 'Ruled')), ...(await column('leads', 'email', 'Ruled'))],
      ['visited', 'ruled@example.com'],
    );
  });

  test('of two rows about one record the second fills only what the first left empty', async () => {
    await w.create(w.smiles, 'leads.create', { name: 'Twofold', phone: '98430 51061' });
    const csv =
      'Name,Phone,Email,Age\nTwofold,98430 51061,first@example.com,\nTwofold,98430 51061,second@example.com,52\nTwofold,98430 51061,third@example.com,53';
    const job = await importLeads(csv, { existing: 'fill' });
    assert.deepEqual(
      job.report.map(({ outcome }) => outcome),
      ['updated', 'updated', 'skipped'],
    );
    assert.deepEqual(await column('leads', 'email', 'Twofold'), ['first@example.com']);
    assert.deepEqual((await column('leads', 'age', 'Twofold')).map(Number), [52]);
  });
});
