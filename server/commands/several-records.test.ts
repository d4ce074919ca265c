import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { MutationAnswer } from '#shared/protocol.ts';
import { followWhole, transaction } from '#shared/command.ts';
import { appointments, appointmentsTable, bookAppointment } from '#server/testing/appointments.ts';
import { addAppointments } from '#server/testing/with-appointments.ts';

addAppointments();
const { world } = await import('#server/testing/world.ts');
const { enqueueMany } = await import('#server/commands/enqueue.ts');
type World = Awaited<ReturnType<typeof world>>;

const open = async (t: Parameters<typeof world>[0]): Promise<World> => {
  const w = await world(t);
  for (const sql of appointmentsTable) await w.smiles.db.query(sql);
  return w;
};

const newLead = (w: World, values: Record<string, unknown> = {}) =>
  w.create(w.smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: w.clinics.ganapathy.id,
    ...values,
  });

const nine = '2027-03-01T09:00:00.000Z';
const ok = (answer: MutationAnswer): Extract<MutationAnswer, { ok: true }> => {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer;
};
const code = (answer: MutationAnswer): string => (answer.ok ? 'allowed' : answer.error.code);
const book = (lead: { id: string }, more: Record<string, unknown> = {}) => ({
  forLead: lead.id,
  startsAt: nine,
  chair: 'Chair 1',
  ...more,
});

test('a booking writes the appointment, the lead and its history at once, and one undo takes all of it back', async (t) => {
  const w = await open(t);
  const lead = await newLead(w);
  const [desk, other] = [await w.ben.connect(), await w.cara.connect()];
  const mid = v7();
  const answer = ok(await desk.mutate(bookAppointment.name, book(lead), { mid }));
  assert.equal(answer.record?.['chair'], 'Chair 1');
  assert.deepEqual(
    answer.also?.map(({ collection, record }) => [collection, record?.['status'] ?? record?.['toStatus']]),
    [
      ['leads', 'appointment_booked'],
      ['leadStatusHistory', 'appointment_booked'],
    ],
  );
  await desk.until('all three', ({ changes }) => changes.filter((change) => change.mid === mid).length >= 3);
  assert.deepEqual(ok(await desk.mutate(bookAppointment.name, book(lead), { mid })), answer, 'asked again');
  assert.equal(code(await w.cara.mutate('undo', { of: mid })), 'NOT_FOUND', 'another person’s is not there');
  ok(await desk.mutate('undo', { of: mid }));
  const { body } = await w.ben.request('GET', `/leads/${lead.id}`);
  assert.ok(body.success && (body.data as { status: string }).status === 'new');
  const gone = await desk.get('appointments', [answer.record?.id ?? '']);
  assert.ok(gone.ok && gone.records.length === 0);
  assert.ok(!other.seen().includes(lead.id), 'the other clinic hears nothing');
});

test('links under a name of the command’s own are checked: a lead that one does not see is not there', async (t) => {
  const w = await open(t);
  const elsewhere = await newLead(w, { clinicId: w.clinics.rsPuram.id });
  const refusal = await w.ben.mutate(bookAppointment.name, book(elsewhere));
  assert.deepEqual(refusal, { ...(await w.ben.mutate(bookAppointment.name, book({ id: v7() }))), mid: refusal.mid });
  assert.equal(code(refusal), 'NOT_FOUND');
});

test('what followed by rule asks no right of its own, and what did not does', async (t) => {
  const w = await open(t);
  const lead = await newLead(w, { status: 'new' });
  ok(await w.ben.mutate('leads.update', { id: lead.id, patch: { status: 'visited' } }));
  ok(await w.ben.mutate(bookAppointment.name, book(lead)));
  assert.equal(
    code(await w.ben.mutate('leads.update', { id: lead.id, patch: { status: 'new' } })),
    'ILLEGAL_TRANSITION',
  );
});

test('a chair that is taken refuses the one booking that wants it, and none of those beside it', async (t) => {
  const w = await open(t);
  const leads = await Promise.all(Array.from({ length: 8 }, () => newLead(w)));
  const mutations = leads.map((lead, i) => ({
    mid: v7(),
    name: bookAppointment.name,
    // The sixth wants what the third has.
    args: book(lead, { chair: `Chair ${i === 5 ? 2 : i}` }),
  }));
  const answers = await enqueueMany(w.smiles, w.ben.who, mutations);
  assert.deepEqual(answers.map(code), [...Array<string>(5).fill('allowed'), 'TAKEN', 'allowed', 'allowed']);
  const taken = answers[5];
  assert.ok(taken && !taken.ok);
  assert.deepEqual(taken.error, {
    code: 'TAKEN',
    message: 'This chair is taken at that time. Choose another time or chair.',
    details: { field: 'startsAt' },
  });
  const again = await enqueueMany(w.smiles, w.ben.who, mutations);
  assert.deepEqual(again.map(code), answers.map(code), 'and the stored answers say the same');
  const { body } = await w.ben.request('GET', `/leads/${leads[5]?.id}`);
  assert.ok(body.success && (body.data as { status: string }).status === 'new', 'a refusal leaves nothing');
});

test('two pods that book the same chair at once: one gets it, the other is told', async (t) => {
  const w = await open(t);
  const leads = await Promise.all([newLead(w), newLead(w)]);
  const [a, b] = [await w.ben.connect(), await w.ana.connect()];
  const answers = await Promise.all([
    a.mutate(bookAppointment.name, book(leads[0])),
    b.mutate(bookAppointment.name, book(leads[1])),
  ]);
  assert.deepEqual(answers.map(code).toSorted(), ['TAKEN', 'allowed']);
});

test('a deleted lead takes its appointments with it, and undo brings all of them back', async (t) => {
  const w = await open(t);
  const lead = await newLead(w);
  const made = ok(await w.ben.mutate(bookAppointment.name, book(lead)));
  const desk = await w.ben.connect();
  const mid = v7();
  const admin = await w.ana.connect();
  ok(await admin.mutate('leads.delete', { id: lead.id }, { mid }));
  await desk.until('the appointment is gone', ({ changes }) =>
    changes.some(({ id, op }) => id === made.record?.id && op === 'remove'),
  );
  ok(await admin.mutate('undo', { of: mid }));
  const back = await desk.get('appointments', [made.record?.id ?? '']);
  assert.ok(back.ok && back.records.length === 1);
});

test('an id that a mutation derives and that is taken is refused, not tried for ever', async (t) => {
  const w = await open(t);
  const lead = await newLead(w);
  const { idAfter } = await import('#shared/transaction.ts');
  const mid = v7();
  await newLead(w, { id: idAfter(mid, 2) });
  ok(await w.ben.mutate('leads.update', { id: lead.id, patch: { nextAction: 'Call' } }));
  const taken = await w.ben.connect();
  // The appointment takes the first id, the history's line the second, which is a lead's: no matter to it.
  ok(await taken.mutate(bookAppointment.name, book(lead), { mid }));
  const crafted = v7();
  const [first] = [idAfter(crafted, 1)];
  ok(
    await w.ana.mutate('appointments.create', {
      id: first,
      leadId: lead.id,
      clinicId: w.clinics.ganapathy.id,
      startsAt: '2027-03-02T09:00:00.000Z',
      chair: 'Chair 9',
    }),
  );
  const refused = await taken.mutate(bookAppointment.name, book(await newLead(w), { chair: 'Chair 8' }), {
    mid: crafted,
  });
  assert.equal(code(refused), 'DUPLICATE');
});

test('a command creates and deletes by rule only with an action of its own', () => {
  const declare = (action: string) =>
    transaction({
      name: 'appointments.plan',
      on: appointments,
      action,
      input: {},
      describe: 'Plan.',
      run: () => undefined,
      follows: [followWhole(appointments, 'create')],
    });
  assert.throws(() => declare('update'), /an action of its own/);
  assert.equal(declare('plan').verb, 'plan');
});
