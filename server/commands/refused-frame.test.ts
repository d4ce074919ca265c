import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { appointmentsTable, bookAppointment } from '#server/testing/appointments.ts';
import { addAppointments } from '#server/testing/with-appointments.ts';

addAppointments();
const { world } = await import('#server/testing/world.ts');
const { enqueueMany } = await import('#server/commands/enqueue.ts');

test('a frame that the database refuses change by change keeps no one else waiting for its end', async (t) => {
  const w = await world(t);
  for (const sql of appointmentsTable) await w.smiles.db.query(sql);
  const clinicId = w.clinics.ganapathy.id;
  const lead = await w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId });
  const args = { forLead: lead.id, startsAt: '2027-03-01T09:00:00.000Z', chair: 'Chair 1' };
  const order: string[] = [];
  const wanting = Array.from({ length: 40 }, () => ({ mid: v7(), name: bookAppointment.name, args }));
  const frame = enqueueMany(w.smiles, w.ben.who, wanting).then((answers) => {
    order.push('the frame');
    return answers;
  });
  // Each of these waits for the one before: twenty turns, all of them before the frame is through.
  for (let i = 0; i < 20; i++) {
    const answer = await w.ana.mutate('leads.update', { id: lead.id, patch: { nextAction: `Call ${i}` } });
    assert.ok(answer.ok, JSON.stringify(answer));
    order.push('a colleague');
  }
  const answers = await frame;
  assert.deepEqual(order, [...Array<string>(20).fill('a colleague'), 'the frame']);
  const codes = answers.map((answer) => (answer.ok ? 'allowed' : answer.error.code));
  assert.deepEqual(codes, ['allowed', ...Array<string>(39).fill('TAKEN')]);
});
