import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { remarks, remarksTable } from '#server/testing/remarks.ts';
import { addModule } from '#server/testing/with-module.ts';

addModule({ file: '#server/testing/remarks.ts', collections: [remarks.name] });
const { world } = await import('#server/testing/world.ts');
type World = Awaited<ReturnType<typeof world>>;

const open = async (t: Parameters<typeof world>[0]): Promise<World> => {
  const w = await world(t);
  for (const sql of remarksTable) await w.smiles.db.query(sql);
  return w;
};

const newLead = (w: World) =>
  w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: w.clinics.ganapathy.id });

const made = (answer: MutationAnswer): string => {
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record.id;
};
const code = (answer: MutationAnswer): string => (answer.ok ? 'allowed' : answer.error.code);

const bodies = async (client: TestClient, subjectId: string): Promise<unknown[]> => {
  const page = await client.query({
    collection: remarks.name,
    filter: { field: 'subjectId', op: 'eq', value: subjectId },
  });
  assert.ok(page.ok, JSON.stringify(page));
  return page.records.map((record) => record['body']);
};

const opsOf = ({ changes }: TestClient, id: string): string[] =>
  changes.filter((change) => change.id === id).map(({ op }) => op);

test('a child belongs to a record of one of several collections, and is seen by who sees that one', async (t) => {
  const w = await open(t);
  const lead = await newLead(w);
  const { ganapathy, rsPuram } = w.clinics;
  const [desk, other, hq] = [await w.ben.connect(), await w.cara.connect(), await w.ana.connect()];
  const on = (subjectType: string, subjectId: string, body: string) => ({ subjectType, subjectId, body });

  const onLead = made(await desk.mutate('remarks.create', on('leads', lead.id, 'Speaks Tamil')));
  const onClinic = made(await desk.mutate('remarks.create', on('clinics', ganapathy.id, 'The lift is broken')));
  await hq.until('both', ({ changes }) => [onLead, onClinic].every((id) => changes.some((change) => change.id === id)));
  assert.deepEqual(await bodies(desk, lead.id), ['Speaks Tamil']);
  assert.deepEqual(await bodies(desk, ganapathy.id), ['The lift is broken']);
  assert.deepEqual(await bodies(other, lead.id), []);
  assert.deepEqual(await bodies(other, ganapathy.id), []);

  // What is not there, what is not yours and what is of no such kind look the same.
  for (const [kind, id] of [
    ['leads', ganapathy.id],
    ['clinics', lead.id],
    ['clinics', rsPuram.id],
    ['users', w.ben.id],
    ['nothing', lead.id],
  ] as const)
    assert.equal(code(await desk.mutate('remarks.create', on(kind, id, 'CANARY'))), 'FORBIDDEN', kind);
  assert.equal(code(await other.mutate('remarks.update', { id: onLead, patch: { body: 'CANARY' } })), 'NOT_FOUND');

  // The lead takes its remark along; what was said of the clinic stays.
  assert.ok((await hq.mutate('leads.assign', { id: lead.id, clinicId: rsPuram.id })).ok);
  await other.until('the remark', ({ changes }) => changes.some(({ id }) => id === onLead));
  await desk.until('that it left', (client) => opsOf(client, onLead).includes('remove'));
  assert.deepEqual(await bodies(other, lead.id), ['Speaks Tamil']);
  assert.deepEqual(await bodies(desk, ganapathy.id), ['The lift is broken']);
  assert.ok(!opsOf(desk, onClinic).includes('remove') && !other.seen().includes('The lift'));
});

test('a child moves from a parent of one collection to one of another, never out of its mover’s sight by mistake', async (t) => {
  const w = await open(t);
  const lead = await newLead(w);
  const { ganapathy, rsPuram } = w.clinics;
  const [desk, other, hq] = [await w.ben.connect(), await w.cara.connect(), await w.ana.connect()];
  const remark = { subjectType: 'clinics', subjectId: ganapathy.id, body: 'Call before nine' };
  const id = made(await desk.mutate('remarks.create', remark));
  const toLead = { subjectType: 'leads', subjectId: lead.id };
  made(await desk.mutate('remarks.update', { id, patch: toLead }));
  assert.deepEqual(await bodies(desk, lead.id), ['Call before nine']);

  // To another clinic only an admin may give it; its people get it as it is then.
  const toClinic = { subjectType: 'clinics', subjectId: rsPuram.id };
  made(await hq.mutate('remarks.update', { id, patch: { ...toClinic, body: 'Call after nine' } }));
  await other.until('the remark', ({ changes }) =>
    changes.some((change) => change.id === id && change.op === 'upsert'),
  );
  await desk.until('that it left', (client) => opsOf(client, id).includes('remove'));
  assert.ok(!desk.seen().includes('after nine') && !other.seen().includes('before nine'));
  assert.equal(code(await desk.mutate('remarks.update', { id, patch: toLead })), 'NOT_FOUND');
});

test('a parent of any of the collections takes its children out of sight, and undo brings both back', async (t) => {
  const w = await open(t);
  const lead = await newLead(w);
  const [desk, hq] = [await w.ben.connect(), await w.ana.connect()];
  const id = made(
    await desk.mutate('remarks.create', { subjectType: 'leads', subjectId: lead.id, body: 'Speaks Tamil' }),
  );
  const deletion = await hq.mutate('leads.delete', { id: lead.id });
  await desk.until('that it left', (client) => opsOf(client, id).includes('remove'));
  assert.deepEqual(await bodies(hq, lead.id), []);
  made(await hq.mutate('undo', { of: deletion.mid }));
  await desk.until('that it is back', (client) => opsOf(client, id).at(-1) === 'upsert');
  assert.deepEqual(await bodies(desk, lead.id), ['Speaks Tamil']);
});
