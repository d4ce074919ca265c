import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { world, type World } from '#server/testing/world.ts';

const refusal = (answer: MutationAnswer) => (answer.ok ? null : answer.error);

const done = (answer: MutationAnswer): string => {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.mid;
};

const newLead = ({ create, smiles }: World, clinicId: string): Promise<AnyRecord> =>
  create(smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId });

const clinicsOf = async ({ smiles }: World, leads: readonly AnyRecord[]): Promise<unknown[]> =>
  (
    await smiles.db.query('select clinic_id from leads where id = any($1) order by id', [leads.map(({ id }) => id)])
  ).map((row) => (row as { clinic_id: string | null }).clinic_id);

test('a clinic goes with its leads moved to another: seen there at once, and taken back by one undo', async (t) => {
  const w = await world(t);
  const { ana, ben, cara, clinics } = w;
  const leads = [await newLead(w, clinics.ganapathy.id), await newLead(w, clinics.ganapathy.id)];
  const refused = refusal(await ana.mutate('clinics.delete', { id: clinics.ganapathy.id }));
  assert.equal(refused?.message, '2 leads are at this clinic. Change them first.');
  assert.deepEqual(refused.details, {
    field: 'clinicId',
    linked: [
      { collection: 'leads', field: 'clinicId', count: 2, others: false },
      { collection: 'users', field: 'clinicIds', count: 1, others: false },
    ],
    canMove: true,
  });

  const [there, here] = [await cara.connect(), await ben.connect()];
  const path = `/clinics/${clinics.ganapathy.id}?moveTo=${clinics.rsPuram.id}`;
  assert.equal((await ben.request('DELETE', path)).status, 403, 'who may not delete moves nothing');
  const admin = await ana.connect();
  const mid = done(await admin.mutate('clinics.delete', { id: clinics.ganapathy.id, moveTo: clinics.rsPuram.id }));
  await there.until('both leads', ({ changes }) =>
    leads.every(({ id }) => changes.some((change) => change.id === id && change.op === 'upsert')),
  );
  assert.deepEqual(await clinicsOf(w, leads), [clinics.rsPuram.id, clinics.rsPuram.id]);
  const [staff] = await w.smiles.db.query<{ clinic_ids: string[] }>('select clinic_ids from users where id = $1', [
    ben.id,
  ]);
  assert.deepEqual(staff?.clinic_ids, [clinics.rsPuram.id]);

  done(await admin.mutate('undo', { of: mid }));
  await there.until('that they left', ({ changes }) =>
    leads.every(({ id }) => changes.findLast((change) => change.id === id)?.op === 'remove'),
  );
  await here.until('that they are back', ({ changes }) =>
    leads.every(({ id }) => changes.findLast((change) => change.id === id)?.op === 'upsert'),
  );
  assert.deepEqual(await clinicsOf(w, leads), [clinics.ganapathy.id, clinics.ganapathy.id]);
  assert.equal((await ana.request('GET', `/clinics/${clinics.ganapathy.id}`)).status, 200);
});

test('a clinic is made inactive only with its leads moved; a person who leaves keeps what they hold', async (t) => {
  const w = await world(t, { also: ['general'] });
  const { ana, clinics, create, general, staffOf } = w;
  const lead = await newLead(w, clinics.ganapathy.id);
  const close = (more: object) =>
    ana.request('PATCH', `/clinics/${clinics.ganapathy.id}`, { isActive: false, ...more });
  const refused = await close({});
  assert.deepEqual([refused.status, refused.body.error?.message], [409, '1 lead is at this clinic. Change it first.']);
  assert.deepEqual(refused.body.error?.details?.['linked'], [
    { collection: 'leads', field: 'clinicId', count: 1, others: false },
    { collection: 'users', field: 'clinicIds', count: 1, others: false },
  ]);
  const itself = await close({ moveTo: clinics.ganapathy.id });
  assert.deepEqual([itself.status, itself.body.error?.details?.['field']], [422, 'moveTo']);
  assert.equal((await close({ moveTo: clinics.rsPuram.id })).status, 200);
  assert.deepEqual(await clinicsOf(w, [lead]), [clinics.rsPuram.id]);
  const idle = await ana.request('PATCH', `/clinics/${clinics.rsPuram.id}`, {
    phone: '98430 11111',
    moveTo: clinics.rsPuram.id,
  });
  assert.equal(idle.status, 422, 'nothing is moved where nothing goes');

  const pump = await create(general, 'items.create', { name: 'Pump', unitPrice: 100 });
  const valve = await create(general, 'items.create', { name: 'Valve', unitPrice: 100 });
  const sold = await create(general, 'deals.create', { name: 'One', lineItems: [{ itemId: pump.id, price: 100 }] });
  const [boss, gone, heir] = [await staffOf('admin'), await staffOf('user'), await staffOf('user')];
  const held = await create(general, 'contacts.create', { firstName: 'Mala', assignedTo: gone.id });
  done(await boss.mutate('users.update', { id: gone.id, patch: { isActive: false } }));
  const owner = async (): Promise<unknown> =>
    ((await boss.request('GET', `/contacts/${held.id}`)).body.data as AnyRecord)['assignedTo'];
  assert.equal(await owner(), gone.id);
  done(await boss.mutate('users.update', { id: gone.id, patch: { isActive: true } }));
  done(await boss.mutate('users.update', { id: gone.id, patch: { isActive: false }, moveTo: heir.id }));
  assert.equal(await owner(), heir.id);

  // What was sold is what was sold.
  done(await boss.mutate('items.update', { id: pump.id, patch: { isActive: false }, moveTo: valve.id }));
  const deal = (await boss.request('GET', `/deals/${sold.id}`)).body.data as AnyRecord;
  assert.deepEqual(
    (deal['lineItems'] as { itemId: string }[]).map(({ itemId }) => itemId),
    [pump.id],
  );
});

test('who may not move all of it is offered nothing, and moves nothing', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [uma, colleague] = [await staffOf('user'), await staffOf('user')];
  const [from, to] = [
    await create(general, 'companies.create', { name: 'From', accountOwner: uma.id }),
    await create(general, 'companies.create', { name: 'To', accountOwner: uma.id }),
  ];
  const own = await create(general, 'contacts.create', { firstName: 'Own', companyId: from.id, assignedTo: uma.id });
  await create(general, 'contacts.create', { firstName: 'CANARY', companyId: from.id, assignedTo: colleague.id });
  const refused = refusal(await uma.mutate('companies.delete', { id: from.id }));
  assert.equal(
    refused?.message,
    '1 contact is linked to this company, and others that you do not see. Change it first.',
  );
  assert.deepEqual(refused.details?.linked, [{ collection: 'contacts', field: 'companyId', count: 1, others: true }]);
  assert.equal(refused.details.canMove, false);
  assert.equal(refusal(await uma.mutate('companies.delete', { id: from.id, moveTo: to.id }))?.code, 'FORBIDDEN');
  const [row] = await general.db.query<{ company_id: string }>('select company_id from contacts where id = $1', [
    own.id,
  ]);
  assert.equal(row?.company_id, from.id);
});

test('the answer to a deletion names nothing that its author does not see', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [uma, colleague] = [await staffOf('user'), await staffOf('user')];
  const firm = await create(general, 'companies.create', { name: 'Firm', accountOwner: uma.id });
  const about = { subject: `companies/${firm.id}` };
  const own = await create(general, 'tasks.create', { title: 'Own', assignedTo: uma.id, ...about });
  const hidden = await create(general, 'tasks.create', { title: 'CANARY', assignedTo: colleague.id, ...about });
  const answer = await uma.mutate('companies.delete', { id: firm.id });
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.deepEqual(
    answer.also?.map(({ id }) => id),
    [own.id],
  );
  const [row] = await general.db.query<{ subject: string | null }>('select subject from tasks where id = $1', [
    hidden.id,
  ]);
  assert.equal(row?.subject, null);
});

test('references are cleared and come back, lines refuse or are moved, and a hierarchy closes up', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const boss = await staffOf('admin');
  const client = await boss.connect();
  const [top, firm, heir] = [
    await create(general, 'companies.create', { name: 'Top' }),
    await create(general, 'companies.create', { name: 'Firm' }),
    await create(general, 'companies.create', { name: 'Heir' }),
  ];
  done(await client.mutate('companies.update', { id: firm.id, patch: { parentCompany: top.id } }));
  done(await client.mutate('companies.update', { id: heir.id, patch: { parentCompany: firm.id } }));
  const task = await create(general, 'tasks.create', { title: 'Call', subject: `companies/${firm.id}` });
  const [pump, valve] = [
    await create(general, 'items.create', { name: 'Pump', unitPrice: 100 }),
    await create(general, 'items.create', { name: 'Valve', unitPrice: 100 }),
  ];
  const deal = await create(general, 'deals.create', { name: 'Two', lineItems: [{ itemId: pump.id, price: 100 }] });
  const read = async (collection: string, { id }: AnyRecord): Promise<AnyRecord | undefined> => {
    const answer = await client.get(collection, [id]);
    assert.ok(answer.ok);
    return answer.records[0];
  };

  const mid = done(await client.mutate('companies.delete', { id: firm.id, moveTo: heir.id }));
  assert.equal((await read('tasks', task))?.['subject'], null);
  assert.equal((await read('companies', heir))?.['parentCompany'], top.id, 'not under itself');
  done(await client.mutate('undo', { of: mid }));
  assert.equal((await read('tasks', task))?.['subject'], `companies/${firm.id}`);
  assert.equal((await read('companies', heir))?.['parentCompany'], firm.id);

  assert.equal(
    refusal(await client.mutate('items.delete', { id: pump.id }))?.message,
    '1 deal is selling this item. Change it first.',
  );
  done(await client.mutate('items.delete', { id: pump.id, moveTo: valve.id }));
  const lines = (await read('deals', deal))?.['lineItems'] as { itemId: string }[] | undefined;
  assert.deepEqual(
    lines?.map(({ itemId }) => itemId),
    [valve.id],
  );
});

test('a task about a company that is deleted meanwhile, on another pod, is never left about nothing', async (t) => {
  const w = await world(t, { pods: 2, also: ['general'] });
  const boss = await w.staffOf('admin');
  const [here, there] = [await boss.connect(0), await boss.connect(1)];
  for (let i = 0; i < 5; i++) {
    const firm = await w.create(w.general, 'companies.create', { name: `Firm ${i}` });
    const task = await w.create(w.general, 'tasks.create', { title: `Task ${i}` });
    await Promise.all([
      here.mutate('companies.delete', { id: firm.id }),
      there.mutate('tasks.update', { id: task.id, patch: { subject: `companies/${firm.id}` } }),
    ]);
    const [row] = await w.general.db.query<{ subject: string | null }>('select subject from tasks where id = $1', [
      task.id,
    ]);
    assert.equal(row?.subject, null);
  }
});
