import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { contacts } from '#shared/modules/contacts.ts';
import { leads } from '#shared/modules/leads.ts';
import { importDesk, outcomes } from '#server/testing/import-desk.ts';

test('what an export writes comes in as it was', async (t) => {
  const { tenant, run } = await importDesk(t, 'general');
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
  const { run } = await importDesk(t, 'dental');
  const older = await run(leads, Readable.from([Buffer.from('Name,Phone\nJos\u00e9,98430 12345', 'latin1')]));
  assert.deepEqual(outcomes(older), ['2 created']);
  const [head, tail] = ['Name,Phone\nகவிதா', ' K,98430 12346'].map((text) => Buffer.from(text));
  assert.ok(head && tail);
  const broken = await run(leads, Readable.from([Buffer.concat([head, Buffer.from([0xe0]), tail])]));
  assert.deepEqual(outcomes(broken), ['2 warned']);
  assert.match(broken.report[0]?.message ?? '', /UTF-8/);
});
