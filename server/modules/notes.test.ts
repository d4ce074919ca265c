import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { TestClient } from '#server/testing/client.ts';
import { world, type Person, type World } from '#server/testing/world.ts';

const made = (answer: MutationAnswer): AnyRecord => {
  assert.ok(answer.ok && answer.record, JSON.stringify(answer));
  return answer.record;
};
const code = (answer: MutationAnswer): string => (answer.ok ? 'allowed' : answer.error.code);

const newLead = (w: World): Promise<AnyRecord> =>
  w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345', clinicId: w.clinics.ganapathy.id });

const on = (lead: AnyRecord, content: string, more: object = {}) => ({
  subjectType: 'leads',
  subjectId: lead.id,
  content,
  ...more,
});

const opsOf = ({ changes }: TestClient, id: string): string[] =>
  changes.filter((change) => change.id === id).map(({ op }) => op);

const textsOf = async (client: TestClient, lead: AnyRecord): Promise<unknown[]> => {
  const page = await client.query({
    collection: 'notes',
    filter: { field: 'subjectId', op: 'eq', value: lead.id },
  });
  assert.ok(page.ok, JSON.stringify(page));
  return page.records.map((record) => record['content']);
};

test('the desk and the admin write on one lead; who wrote it changes it, pinned comes first', async (t) => {
  const w = await world(t);
  const lead = await newLead(w);
  const [desk, hq, other] = [await w.ben.connect(), await w.ana.connect(), await w.cara.connect()];
  const own = made(await desk.mutate('notes.create', on(lead, 'Speaks Tamil', { type: 'call_note' })));
  assert.deepEqual([own['authorId'], own['authorName'], own['visibility']], [w.ben.id, w.ben.name, 'shared']);
  await hq.until('the note', (client) => opsOf(client, own.id).includes('upsert'));
  const ofAdmin = made(await hq.mutate('notes.create', on(lead, 'Offer EMI')));
  await desk.until('the other note', (client) => opsOf(client, ofAdmin.id).includes('upsert'));

  const edited = made(await desk.mutate('notes.update', { id: own.id, patch: { content: 'Speaks Tamil only' } }));
  assert.ok(edited['editedAt'] !== null && own['editedAt'] === null);
  const pinned = made(await desk.mutate('notes.update', { id: own.id, patch: { pinned: true } }));
  assert.equal(pinned['editedAt'], edited['editedAt'], 'a pin is no edit of the text');
  assert.deepEqual(await textsOf(hq, lead), ['Speaks Tamil only', 'Offer EMI']);

  for (const name of ['notes.update', 'notes.delete']) {
    const args = { id: ofAdmin.id, ...(name === 'notes.update' ? { patch: { content: 'CANARY' } } : {}) };
    assert.equal(code(await desk.mutate(name, args)), 'FORBIDDEN');
    assert.equal(code(await other.mutate(name, args)), 'NOT_FOUND');
  }
  assert.equal(code(await other.mutate('notes.create', on(lead, 'CANARY'))), 'FORBIDDEN');
  made(await hq.mutate('notes.update', { id: own.id, patch: { content: 'Speaks Tamil and Hindi' } }));
  const deletion = await desk.mutate('notes.delete', { id: own.id });
  assert.equal(code(deletion), 'allowed');
  const bin = await w.ben.request('GET', '/notes/bin');
  assert.ok(JSON.stringify(bin.body.data).includes('Tamil and Hindi'), JSON.stringify(bin.body));
  assert.equal(code(await desk.mutate('undo', { of: deletion.mid })), 'allowed');
  assert.ok(!JSON.stringify(await textsOf(hq, lead)).includes('CANARY') && !other.seen().includes('Tamil'));
});

/** Everything of a lead's notes that someone can ask for, as one text. */
const everythingAsked = async (person: Person, lead: AnyRecord, id: string): Promise<string> => {
  const paths = [
    `/leads/${lead.id}/notes?count=true`,
    `/leads/${lead.id}/activity`,
    `/leads/${lead.id}`,
    '/leads?q=canary&count=true',
    '/notes?limit=200&count=true',
    '/notes?q=canary&count=true',
    '/notes?visibility=admin_only&count=true',
    `/notes?filter=${encodeURIComponent(JSON.stringify({ field: 'content', op: 'contains', value: 'CANARY' }))}&count=true`,
    '/notes/facets?by=visibility,type',
    '/notes/bin',
    '/notes/export',
    `/notes/${id}`,
    `/notes/${id}/activity`,
    `/leads/${lead.id}/notes/${id}`,
    '/notifications',
  ];
  const answers = await Promise.all(paths.map(async (path) => [path, (await person.request('GET', path)).body]));
  const writes = await Promise.all([
    person.request('PATCH', `/notes/${id}`, { content: 'mine' }),
    person.request('PATCH', `/leads/${lead.id}/notes/${id}`, { content: 'mine' }),
    person.request('DELETE', `/leads/${lead.id}/notes/${id}`),
    person.request('POST', `/notes/${id}/restore`),
  ]);
  // What was asked for by its id is in the address, and in no answer.
  return JSON.stringify([answers.map(([, body]) => body), writes.map(({ body }) => body)]);
};

test('of a note for admins only, no one else gets a byte by any way', async (t) => {
  const w = await world(t);
  const lead = await newLead(w);
  const [desk, hq] = [await w.ben.connect(), await w.ana.connect()];
  const secret = made(await hq.mutate('notes.create', on(lead, 'CANARY of the owner', { visibility: 'admin_only' })));
  // It is edited, pinned, deleted and brought back.
  made(await hq.mutate('notes.update', { id: secret.id, patch: { content: 'CANARY again', pinned: true } }));
  const deletion = await hq.mutate('notes.delete', { id: secret.id });
  const gone = await everythingAsked(w.ben, lead, secret.id);
  assert.equal(code(await hq.mutate('undo', { of: deletion.mid })), 'allowed');
  const shared = made(await hq.mutate('notes.create', on(lead, 'Seen by all')));
  await desk.until('the shared one', (client) => opsOf(client, shared.id).includes('upsert'));

  const told = gone + (await everythingAsked(w.ben, lead, secret.id)) + desk.seen();
  assert.ok(!told.includes('CANARY') && !told.includes('admin_only') && !told.includes(secret.id));
  const counted = await desk.facets('notes', ['visibility'], { field: 'subjectId', op: 'eq', value: lead.id });
  assert.deepEqual(counted.ok && counted.rows, [['shared', 1]]);
  const asked = [
    await desk.get('notes', [secret.id]),
    await desk.sync(0),
    await desk.ask('activity', { collection: 'leads', id: lead.id }),
    await desk.ask('activity', { collection: 'notes', id: secret.id }),
    await desk.mutate('undo', { of: deletion.mid }),
    await desk.mutate('notes.restore', { id: secret.id }),
    await desk.mutate('notes.update', { id: secret.id, patch: { pinned: false } }),
  ];
  const answers = JSON.stringify(asked);
  assert.ok(!answers.includes('CANARY') && !answers.includes('admin_only') && !answers.includes(secret.id), answers);
  // The admin sees all of it: the canary is one.
  assert.ok((await everythingAsked(w.ana, lead, secret.id)).includes('CANARY'));
});

test('only an admin says who sees a note; one that becomes theirs leaves its author’s sight, and comes back', async (t) => {
  const w = await world(t);
  const lead = await newLead(w);
  const [desk, hq] = [await w.ben.connect(), await w.ana.connect()];
  const refused = await desk.mutate('notes.create', on(lead, 'Mine', { visibility: 'admin_only' }));
  assert.ok(!refused.ok && refused.error.code === 'FORBIDDEN' && refused.error.details?.field === 'visibility');
  const note = made(await desk.mutate('notes.create', on(lead, 'Mine', { type: 'internal' })));
  const hidden = { id: note.id, patch: { visibility: 'admin_only' } };
  assert.equal(code(await desk.mutate('notes.update', hidden)), 'FORBIDDEN');

  made(await hq.mutate('notes.update', hidden));
  await desk.until('that it is gone', (client) => opsOf(client, note.id).at(-1) === 'remove');
  made(await hq.mutate('notes.update', { id: note.id, patch: { content: 'CANARY' } }));
  assert.equal(code(await desk.mutate('notes.update', { id: note.id, patch: { content: 'x' } })), 'NOT_FOUND');
  assert.equal(code(await desk.mutate('notes.delete', { id: note.id })), 'NOT_FOUND');
  assert.deepEqual(await textsOf(desk, lead), []);
  const lines = JSON.stringify(await desk.ask('activity', { collection: 'leads', id: lead.id }));
  assert.ok(!lines.includes(note.id), 'that it was written is told no more');
  assert.ok(!desk.seen().includes('CANARY'));

  made(await hq.mutate('notes.update', { id: note.id, patch: { visibility: 'shared', content: 'For all' } }));
  await desk.until('that it is back', (client) => opsOf(client, note.id).at(-1) === 'upsert');
  assert.deepEqual(await textsOf(desk, lead), ['For all']);
});

test('a lead takes its shared notes to another clinic; the old one loses them, a suppressed lead shows none', async (t) => {
  const w = await world(t);
  const lead = await newLead(w);
  const [desk, other, hq] = [await w.ben.connect(), await w.cara.connect(), await w.ana.connect()];
  const note = made(await desk.mutate('notes.create', on(lead, 'Speaks Tamil')));
  const secret = made(await hq.mutate('notes.create', on(lead, 'CANARY', { visibility: 'admin_only' })));
  await other.until('a welcome', ({ welcomes }) => welcomes.length > 0);
  made(await hq.mutate('leads.assign', { id: lead.id, clinicId: w.clinics.rsPuram.id }));
  await other.until('the note', (client) => opsOf(client, note.id).includes('upsert'));
  await desk.until('that it left', (client) => opsOf(client, note.id).includes('remove'));
  assert.deepEqual(await textsOf(desk, lead), []);
  assert.deepEqual(await textsOf(other, lead), ['Speaks Tamil']);
  assert.equal(code(await desk.mutate('notes.update', { id: note.id, patch: { content: 'x' } })), 'NOT_FOUND');

  made(await hq.mutate('leads.update', { id: lead.id, patch: { status: 'dnc' }, reason: 'Asked us' }));
  await other.until('that it left', (client) => opsOf(client, note.id).at(-1) === 'remove');
  assert.deepEqual(await textsOf(other, lead), []);
  assert.equal(code(await other.mutate('notes.create', on(lead, 'Still here?'))), 'FORBIDDEN');
  for (const client of [desk, other])
    assert.ok(!client.seen().includes('CANARY') && !client.seen().includes(secret.id));
});

test('a record’s history says who wrote a note, and nothing of what it says', async (t) => {
  const w = await world(t);
  const lead = await newLead(w);
  const note = made(await w.ben.mutate('notes.create', on(lead, 'CANARY')));
  const { body } = await w.ben.request('GET', `/leads/${lead.id}/activity`);
  const [latest, first] = body.data as { by: { name: string } | null; child?: object; op: string }[];
  assert.deepEqual([latest?.by?.name, latest?.child], [w.ben.name, { collection: 'notes', id: note.id }]);
  assert.deepEqual([first?.op, first?.child], ['create', undefined]);
  assert.ok(!JSON.stringify(body).includes('CANARY'));
  assert.equal(code(await w.ben.mutate('notes.delete', { id: note.id })), 'allowed');
  const after = await w.ben.request('GET', `/leads/${lead.id}/activity`);
  assert.ok(!JSON.stringify(after.body).includes(note.id));
});

test('notes are written below any record over REST, and found only below their own', async (t) => {
  const w = await world(t, { also: ['general'] });
  const uma = await w.staffOf('user', w.general);
  const contact = await w.create(w.general, 'contacts.create', { firstName: 'Devi', assignedTo: uma.id });
  const company = await w.create(w.general, 'companies.create', { name: 'Sri Traders' });
  const written = await uma.request('POST', `/contacts/${contact.id}/notes`, { content: 'Pays on the 5th' });
  assert.equal(written.status, 201, JSON.stringify(written.body));
  const note = written.body.data as AnyRecord;
  assert.deepEqual([note['subjectType'], note['subjectId'], note['type']], ['contacts', contact.id, 'general']);
  const path = `/contacts/${contact.id}/notes`;
  const listed = (await uma.request('GET', path)).body.data as AnyRecord[];
  assert.deepEqual(
    listed.map(({ id }) => id),
    [note.id],
  );
  assert.equal((await uma.request('PATCH', `${path}/${note.id}`, { pinned: true })).status, 200);
  assert.equal(
    (await uma.request('PATCH', `/companies/${company.id}/notes/${note.id}`, { pinned: false })).status,
    404,
  );
  assert.equal((await uma.request('POST', path, { content: 'x', subjectId: company.id })).status, 422);
  assert.equal((await uma.request('POST', path, { content: ' ' })).status, 422);
  assert.equal((await uma.request('POST', `/contacts/${company.id}/notes`, { content: 'x' })).status, 404);
  assert.equal((await uma.request('PATCH', `/notes/${note.id}`, { content: 'Pays on the 6th' })).status, 200);
  assert.equal((await uma.request('DELETE', `${path}/${note.id}`)).status, 200);
  assert.deepEqual((await uma.request('GET', path)).body.data, []);
  const direct = { subjectType: 'companies', subjectId: company.id, content: 'Ask for Kumar' };
  assert.equal((await uma.request('POST', '/notes', direct)).status, 201);
});
