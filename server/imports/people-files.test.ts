import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, suite, test } from 'node:test';
import type { Collection } from '#shared/collection.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { leads } from '#shared/modules/leads.ts';
import { world, type World } from '#server/testing/world.ts';
import type { ImportJobView } from '#shared/csv/imports.ts';
import { importHere, type ImportOptions } from './start.ts';

suite('files that people have', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await world({ after: (work) => void endings.push(work) }, { also: ['other', 'general'] });
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const importLeads = (file: string | Readable, options?: ImportOptions): Promise<ImportJobView> =>
    importHere(w.smiles, w.ana.who, w.ana.actor, leads as unknown as Collection, file, options);
  const importContacts = async (file: string | Readable, options?: ImportOptions): Promise<ImportJobView> => {
    const boss = await w.staffOf('admin');
    return importHere(w.general, boss.who, boss.actor, contacts as unknown as Collection, file, options);
  };
  const leadNamed = async (name: string): Promise<Record<string, unknown> | undefined> =>
    (await w.smiles.db.query<Record<string, unknown>>('select * from leads where name = $1', [name]))[0];
  const contactNamed = async (name: string): Promise<Record<string, unknown> | undefined> =>
    (await w.general.db.query<Record<string, unknown>>('select * from contacts where first_name = $1', [name]))[0];
  const outcomes = ({ report }: ImportJobView): string[] =>
    report.map(({ row, outcome, field }) => `${row} ${outcome}${field ? ` ${field}` : ''}`);

  test('an ad’s leads come in as they are: status, source, moment, number and id', async () => {
    const header = ['id', 'created_time', 'ad_id', 'platform', 'full_name', 'phone_number', 'lead_status', 'adset_id'];
    const line = [
      'l:88',
      '2026-10-02T06:11:09+05:30',
      'ag:77120034',
      'fb',
      'Selvi Meta',
      'p:+919843055001',
      'CREATED',
      'as:9',
    ];
    const text = [header, line].map((cells) => cells.join('\t')).join('\n');
    const job = await importLeads(Readable.from([Buffer.from(`\ufeff${text}\n`, 'utf16le')]));
    assert.deepEqual(outcomes(job), ['2 created']);
    const lead = await leadNamed('Selvi Meta');
    assert.deepEqual(
      [lead?.['phone'], lead?.['status'], lead?.['source'], lead?.['ad_id'], lead?.['created_at']],
      ['+919843055001', 'new', 'meta_ads', '77120034', new Date('2026-10-02T00:41:09Z')],
    );
  });

  test('an optional cell that is not understood costs the cell and not the record', async () => {
    const job = await importLeads(
      [
        'Name,Phone,Source,Treatment,Age,Clinic,Email,Follow-up date,Ad ID,Status',
        'Odd 1,98430 55010,Pamphlet,,,,,,,',
        'Odd 2,98430 55011,,Invisible ink,,,,,,',
        'Odd 3,98430 55012,,,forty,,,,,',
        'Odd 4,98430 55013,,,"2,7",,,,,',
        'Odd 5,98430 55014,,,,Nowhere clinic,,,,',
        'Odd 6,98430 55015,,,,,Odd Six <odd6@example.com>,,,',
        'Odd 7,98430 55016,,,,,not an address,,,',
        'Odd 8,98430 55017,,,,,,31/02/2027,,',
        'Odd 9,98430 55018,,,,,,,1.20241E+16,Intrested',
        'Odd 10,12345,,,,,,,,',
        ',98430 55019,,,,,,,,',
      ].join('\n'),
    );
    assert.deepEqual(outcomes(job), [
      '2 warned source',
      '3 warned treatmentInterest',
      '4 warned age',
      '5 warned age',
      '6 warned clinicId',
      '7 created',
      '8 warned email',
      '9 warned followUpDate',
      '10 warned adId',
      '11 refused phone',
      '12 refused name',
    ]);
    assert.equal(job.report[0]?.message, 'Source: "Pamphlet" is not one of its choices. It is "Other" instead.');
    assert.match(job.report[2]?.message ?? '', /^Age should be a number. The file says "forty". Left empty.$/);
    assert.match(job.report[4]?.message ?? '', /There is no clinic "Nowhere clinic". Left empty./);
    assert.deepEqual(job.report[9]?.cells?.slice(0, 2), ['Odd 10', '12345']);
    assert.equal((await leadNamed('Odd 6'))?.['email'], 'odd6@example.com');
    assert.deepEqual(
      job.questions.map((question) => (question.kind === 'word' ? [question.field, question.word, question.rows] : [])),
      [
        ['source', 'Pamphlet', 1],
        ['treatmentInterest', 'Invisible ink', 1],
        ['status', 'Intrested', 1],
      ],
    );
  });

  test('the whole column says whether the day or the month comes first', async () => {
    const job = await importLeads(
      'Name,Phone,Follow-up date\nMonth 1,98430 55020,02/05/2027\nMonth 2,98430 55021,02/19/2027',
    );
    assert.deepEqual([outcomes(job), job.questions], [['2 created', '3 created'], []]);
    assert.equal((await leadNamed('Month 1'))?.['follow_up_date'], '2027-02-05');
  });

  test('where nothing says it, the tenant’s habit holds and the person is asked', async () => {
    const csv = 'Name,Phone,Follow-up date\nAsk 1,98430 55022,02/05/2027\nAsk 2,98430 55023,05/05/2027';
    const habit = await importLeads(csv, { dryRun: true });
    const question = { kind: 'dayOrder', field: 'followUpDate', column: 'Follow-up date', examples: ['02/05/2027'] };
    assert.deepEqual(habit.questions, [{ ...question, taken: 'dayMonth' }]);
    const answered = await importLeads(csv, { dayOrder: 'monthDay' });
    assert.deepEqual(answered.questions, [{ ...question, taken: 'monthDay' }]);
    assert.equal((await leadNamed('Ask 1'))?.['follow_up_date'], '2027-02-05');
  });

  test('what a word means is asked once, and holds for every row from then on', async () => {
    const csv = 'Name,Phone,Source\nWord 1,98430 55030,Leaflet\nWord 2,98430 55031,LEAFLET\nWord 3,98430 55032,Kiosk';
    const asked = await importLeads(csv, { dryRun: true });
    assert.deepEqual(
      asked.questions.map((question) => (question.kind === 'word' ? [question.word, question.rows] : [])),
      [
        ['Leaflet', 2],
        ['Kiosk', 1],
      ],
    );
    const odd = await w.ana.mutate('importedWords.create', {
      word: 'Leaflet',
      field: 'leads.source',
      meaning: 'leaflets',
    });
    assert.match(odd.ok ? 'ok' : odd.error.message, /^Means should be empty or a choice of the field: Meta ads, /);
    const known = [
      // Said by its label, it is kept by its value.
      { word: 'Leaflet', field: 'leads.source', meaning: 'Walk-in' },
      { word: 'Kiosk', field: 'leads.source', meaning: null },
    ];
    for (const word of known) assert.ok((await w.ana.mutate('importedWords.create', word)).ok);
    const again = await w.ana.mutate('importedWords.create', {
      word: 'leaflet',
      field: 'leads.source',
      meaning: 'other',
    });
    assert.equal(again.ok ? 'ok' : again.error.code, 'DUPLICATE');
    const staff = await w.ben.mutate('importedWords.create', { word: 'x', field: 'leads.source', meaning: 'other' });
    assert.equal(staff.ok ? 'ok' : staff.error.code, 'FORBIDDEN');
    const job = await importLeads(csv);
    assert.deepEqual([outcomes(job), job.questions], [['2 created', '3 created', '4 created'], []]);
    assert.deepEqual(
      [(await leadNamed('Word 2'))?.['source'], (await leadNamed('Word 3'))?.['source']],
      ['walk_in', 'other'],
    );
  });

  test('numbers of a spreadsheet, of other scripts, twice in a cell, and behind marks that no one sees', async () => {
    const job = await importLeads(
      [
        'Name,Phone,Ad ID,Phone as typed',
        'Num 1,9.84306E+11,2.4E+16,98430 55040',
        'Num 2,௯௮௪௩௦௫௫௦௪௧,,',
        'Num 3,98430 55042 / 98430 55043,,',
        'Num 4,+91 919843055044,,',
        'Num 5,9843055045.0,120242.0,',
        'N\u200bum 6,\u202a+91 98430\u2011 55046\u202c,,',
      ].join('\n'),
    );
    assert.deepEqual(outcomes(job), ['2 warned adId', '3 created', '4 warned', '5 created', '6 created', '7 created']);
    assert.match(job.report[2]?.message ?? '', /"98430 55043" was left out/);
    const found: unknown[] = [];
    for (let n = 1; n <= 6; n++) found.push((await leadNamed(`Num ${n}`))?.['phone']);
    assert.deepEqual(
      found,
      [40, 41, 42, 44, 45, 46].map((n) => `+9198430550${n}`),
    );
    assert.deepEqual(
      [(await leadNamed('Num 1'))?.['phone_raw'], (await leadNamed('Num 5'))?.['ad_id']],
      ['98430 55040', '120242'],
    );
  });

  test('the header is found below a title, or chosen; rows of commas are no rows', async () => {
    const csv = 'Enquiries of June,,\n,,\nName,Phone,Email\nTop 1,98430 55050,\n,,\n\nTop 2,98430 55051,\n,,';
    const job = await importLeads(csv);
    assert.deepEqual([job.total, job.rows, outcomes(job)], [2, 2, ['4 created', '7 created']]);
    const chosen = await importLeads('Name,Phone\nName in full,Number\nTop 3,98430 55052', {
      headerRow: 2,
      dryRun: true,
      columns: ['name', 'phone'],
    });
    assert.deepEqual(outcomes(chosen), ['3 created']);
    await assert.rejects(importLeads('Name,Phone\nA,1', { headerRow: 9 }), { code: 'VALIDATION_ERROR' });
    await assert.rejects(importLeads('Name,Phone\nA,1', { columns: ['name', 'shoeSize'] }), {
      code: 'VALIDATION_ERROR',
    });
  });

  test('whole names and parts of names become each other', async () => {
    assert.deepEqual(outcomes(await importLeads('First Name,Surname,Mobile\nRavi,Parts,98430 55060')), ['2 created']);
    assert.ok(await leadNamed('Ravi Parts'));
    assert.deepEqual(outcomes(await importContacts('Name,Email\nMeena Devi Whole,meena.whole@example.com\nSingle,')), [
      '2 created',
      '3 created',
    ]);
    assert.deepEqual(
      [(await contactNamed('Meena Devi'))?.['last_name'], (await contactNamed('Single'))?.['last_name']],
      ['Whole', null],
    );
  });

  test('address books map by themselves: numbered numbers, a company that is not there, tags', async () => {
    const google = await importContacts(
      'First Name,Organization Name,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Labels\nGoogled,Kovai Traders,g@example.com,Mobile,+91 98430 55070 ::: 0422 2267070,* myContacts ::: vip',
    );
    assert.deepEqual(outcomes(google), ['2 warned companyId']);
    const one = await contactNamed('Googled');
    assert.deepEqual(
      [one?.['email'], one?.['phone'], one?.['mobile'], one?.['tags']],
      ['g@example.com', '+919843055070', '+914222267070', ['vip']],
    );
    const outlook = await importContacts(
      'First Name,Company,Business Phone,Mobile Phone,E-mail Address,Categories\nOutlooked,,0422 2267071,98430 55071,o@example.com,"Red,Blue"',
    );
    assert.deepEqual(outcomes(outlook), ['2 created']);
    const other = await contactNamed('Outlooked');
    assert.deepEqual(
      [other?.['phone'], other?.['mobile'], other?.['tags']],
      ['+914222267071', '+919843055071', ['Blue', 'Red']],
    );
  });
});
