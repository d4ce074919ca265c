import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { world, type Person, type World } from '#server/testing/world.ts';

const newLead = ({ create, smiles, clinics }: World, values: Record<string, unknown> = {}) =>
  create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: clinics.ganapathy.id, ...values });

const historyOf = async (person: Person, lead: AnyRecord): Promise<AnyRecord[]> => {
  const { body } = await person.request('GET', `/leads/${lead.id}/history`);
  assert.ok(body.success, JSON.stringify(body));
  return body.data as AnyRecord[];
};

const refusalIn = (answer: MutationAnswer) => (answer.ok ? null : answer.error);

test('the steps of a lead travel with it; who said what stays with the clinic of the time', async (t) => {
  const w = await world(t, { also: ['other'] });
  const { ana, ben, cara, clinics } = w;
  const lead = await newLead(w);
  assert.ok((await ben.mutate('leads.update', { id: lead.id, patch: { status: 'connected' }, reason: 'CANARY' })).ok);
  const [there, here] = [await cara.connect(), await ben.connect()];
  await ana.mutate('leads.assign', { id: lead.id, clinicId: clinics.rsPuram.id });
  await there.until(
    'the steps arrive with the lead',
    ({ changes }) => changes.filter((change) => change.collection === 'leadStatusHistory').length === 2,
  );
  assert.ok(there.changes.every(({ op }) => op === 'upsert'));
  await here.until(
    'and leave the other clinic',
    ({ changes }) =>
      changes.filter(({ collection, op }) => collection === 'leadStatusHistory' && op === 'remove').length >= 2,
  );
  const seen = await historyOf(cara, lead);
  assert.deepEqual(
    seen.map((step) => [step['toStatus'], step['reason'], step['changedByName'], step['clinicId']]),
    [
      ['connected', undefined, undefined, undefined],
      ['new', undefined, undefined, undefined],
    ],
  );
  assert.ok(!there.seen().includes('CANARY'));
  const steps = there.changes.filter(({ collection }) => collection === 'leadStatusHistory');
  assert.ok(!JSON.stringify(steps).includes(ben.id), 'nor who said it');
  assert.equal((await ben.request('GET', `/leads/${lead.id}/history`)).status, 404);

  // Hidden means hidden from questions, too: neither a filter nor a sort tells what a masked reason holds.
  const asks = async (filter: object) => {
    const answer = await there.query({ collection: 'leadStatusHistory', filter });
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.records.length;
  };
  assert.equal(await asks({ field: 'reason', op: 'startsWith', value: 'CAN' }), 0);
  assert.equal(await asks({ field: 'reason', op: 'empty' }), 2, 'as empty as it looks');
  assert.equal(await asks({ not: { field: 'reason', op: 'eq', value: 'CANARY' } }), 2);

  assert.ok((await cara.mutate('leads.update', { id: lead.id, patch: { status: 'lost' }, reason: 'Mine' })).ok);
  assert.deepEqual(
    (await historyOf(cara, lead)).map((step) => step['reason']),
    ['Mine', undefined, undefined],
  );
  assert.deepEqual(
    (await historyOf(ana, lead)).map((step) => step['reason']),
    ['Mine', 'CANARY', null],
  );
});

test('what happens to a lead while it moves is told to one clinic, never to both', async (t) => {
  const w = await world(t, { pods: 2 });
  const { ana, ben, clinics } = w;
  const lead = await newLead(w);
  const desk = await ben.connect(1);
  for (let i = 0; i < 10; i++) {
    const to = i % 2 === 0 ? clinics.rsPuram.id : clinics.ganapathy.id;
    const [status] = i % 2 === 0 ? ['connected'] : ['attempting'];
    await Promise.all([
      ana.mutate('leads.assign', { id: lead.id, clinicId: to }),
      ana.mutate('leads.update', { id: lead.id, patch: { status }, reason: `move ${i}` }),
      ben.mutate('leads.update', { id: lead.id, patch: { nextAction: `call ${i}` } }),
    ]);
  }
  const steps = await historyOf(ana, lead);
  await desk.until('the last of it', ({ changes }) => {
    const held = new Set<string>();
    for (const change of changes.filter(({ collection }) => collection === 'leadStatusHistory'))
      if (change.op === 'remove') held.delete(`${change.scope} ${change.id}`);
      else held.add(`${change.scope} ${change.id}`);
    return new Set([...held].map((key) => key.split(' ')[1])).size === steps.length;
  });
});

test('a clinic that leads are at is not deleted, and the refusal counts them', async (t) => {
  const w = await world(t);
  const { ana, create, smiles } = w;
  const clinic = await create(smiles, 'clinics.create', { name: 'Peelamedu', slug: 'peelamedu' });
  const two = [await newLead(w, { clinicId: clinic.id }), await newLead(w, { clinicId: clinic.id })];
  const refused = await ana.mutate('clinics.delete', { id: clinic.id });
  assert.deepEqual(refusalIn(refused), {
    code: 'IN_USE',
    message: '2 leads are at this clinic. Change them first.',
    details: {
      field: 'clinicId',
      linked: [{ collection: 'leads', field: 'clinicId', count: 2, others: false }],
      canMove: true,
    },
  });
  await ana.mutate('leads.assign', { id: two[0]?.id ?? '', clinicId: null });
  assert.equal(
    refusalIn(await ana.mutate('clinics.delete', { id: clinic.id }))?.message,
    '1 lead is at this clinic. Change it first.',
  );
  await ana.mutate('leads.delete', { id: two[1]?.id ?? '' });
  assert.ok((await ana.mutate('clinics.delete', { id: clinic.id })).ok);
});

test('a lead that comes to a clinic while it is deleted: one of the two is refused', async (t) => {
  const w = await world(t, { pods: 2 });
  const { ana, create, smiles } = w;
  const [here, there] = [await ana.connect(0), await ana.connect(1)];
  for (let i = 0; i < 6; i++) {
    const clinic = await create(smiles, 'clinics.create', { name: `Clinic ${i}`, slug: `clinic-${i}` });
    const lead = await newLead(w);
    const answers = await Promise.all([
      here.mutate('clinics.delete', { id: clinic.id }),
      there.mutate('leads.assign', { id: lead.id, clinicId: clinic.id }),
    ]);
    assert.equal(answers.filter(({ ok }) => ok).length, 1, JSON.stringify(answers.map(refusalIn)));
  }
});

test('a refused deletion says nothing of how many records one does not see', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [user, colleague] = [await staffOf('user'), await staffOf('user')];
  const company = await create(general, 'companies.create', { name: 'Acme', accountOwner: user.id });
  for (let i = 0; i < 3; i++)
    await create(general, 'contacts.create', { firstName: `C${i}`, companyId: company.id, assignedTo: colleague.id });
  const refused = await user.mutate('companies.delete', { id: company.id });
  assert.equal(refusalIn(refused)?.message, 'Some contacts are linked to this company. Change them first.');
});

test('a reason alone is no change', async (t) => {
  const w = await world(t);
  const lead = await newLead(w);
  const refused = await w.ben.mutate('leads.update', { id: lead.id, patch: {}, reason: 'because' });
  assert.equal(refusalIn(refused)?.details?.field, 'patch');
});
