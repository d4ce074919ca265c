import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { MutationAnswer } from '#shared/protocol.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { world } from '#server/testing/world.ts';

const code = (answer: MutationAnswer): string => (answer.ok ? 'allowed' : answer.error.code);

test('an undo that is asked for again is answered as it was, and shows nothing that has left one’s sight', async (t) => {
  const w = await world(t);
  const lead = await w.create(w.smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: w.clinics.ganapathy.id,
  });
  const desk = await w.ben.connect();
  const [of, mid] = [v7(), v7()];
  await desk.mutate('leads.update', { id: lead.id, patch: { nextAction: 'Call' } }, { mid: of });
  const first = await desk.mutate('undo', { of }, { mid });
  assert.ok(first.ok && first.record?.id === lead.id, JSON.stringify(first));
  assert.deepEqual(await desk.mutate('undo', { of }, { mid }), first);
  await w.ana.mutate('leads.update', { id: lead.id, patch: { clinicId: w.clinics.rsPuram.id } });
  assert.deepEqual(await desk.mutate('undo', { of }, { mid }), { ...first, record: null });
});

test('a lead that a colleague changes on another pod while its creation is undone stays', async (t) => {
  const w = await world(t, { pods: 2 });
  const elsewhere = await w.pods[1]?.tenants.open('smiles');
  assert.ok(elsewhere);
  const id = v7();
  const of = v7();
  await enqueue(w.smiles, w.ana.who, {
    mid: of,
    name: 'leads.create',
    args: { id, name: 'Ravi', phone: '98430 12345' },
  });
  const { db } = w.smiles as { db: { query: (sql: string, values?: unknown[]) => Promise<unknown> } };
  const read = db.query;
  let readings = 0;
  let changed: MutationAnswer | undefined;
  db.query = async (sql, values) => {
    const rows = await read(sql, values);
    // The second reading knows what the deletion of the lead asks for, and decides.
    if (sql.includes('as since') && ++readings === 2)
      changed = await enqueue(elsewhere, w.petra.who, {
        mid: v7(),
        name: 'leads.update',
        args: { id, patch: { nextAction: 'Call' } },
      });
    return rows;
  };
  t.after(() => (db.query = read));
  const answer = await w.ana.mutate('undo', { of });
  assert.equal(changed?.ok, true);
  assert.equal(code(answer), 'CONFLICT');
});

test('undo does not link to what has been deleted since', async (t) => {
  const w = await world(t, { also: ['general'] });
  const owner = await w.staffOf('owner', w.general);
  const [a, b] = await Promise.all(['A', 'B'].map((name) => w.create(w.general, 'companies.create', { name })));
  const contact = await w.create(w.general, 'contacts.create', { firstName: 'Ravi', companyId: a?.id });
  const of = v7();
  await enqueue(w.general, owner.who, {
    mid: of,
    name: 'contacts.update',
    args: { id: contact.id, patch: { companyId: b?.id } },
  });
  assert.equal(code(await owner.mutate('companies.delete', { id: a?.id })), 'allowed');
  const undone = await owner.mutate('undo', { of });
  assert.ok(!undone.ok, JSON.stringify(undone));
});
