import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clinics } from '#shared/modules/clinics.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { leadStatusHistory } from '#shared/modules/lead-status-history.ts';
import { leads } from '#shared/modules/leads.ts';
import { beforeChunk } from '#server/testing/imports.ts';
import { importDesk, refused, manyLeads } from '#server/testing/import-desk.ts';

test('a person who may not import, or what cannot be imported, is refused before a row is read', async (t) => {
  const { tenant, admin, hire, run } = await importDesk(t, 'dental');
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

test('a person who loses access while importing imports no further', async (t) => {
  const { tenant, hire, run, count } = await importDesk(t, 'dental');
  const person = await hire('Bala', 'admin');
  beforeChunk(tenant, 4, () => tenant.db.query('update users set is_active = false where id = $1', [person.actor.id]));
  const job = await run(leads, manyLeads(600), {}, person);
  assert.deepEqual(
    [job.state, job.message, job.rows, await count('leads')],
    ['interrupted', 'Your access has ended. Sign in again.', 300, 300],
  );
});

test('a person who may no longer import stops in the middle, even of a dry run', async (t) => {
  const { tenant, hire, run, count } = await importDesk(t, 'dental');
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
