import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Mutation, MutationAnswer } from '#shared/protocol.ts';
import { world, type World } from '#server/testing/world.ts';
import type { TestClient } from '#server/testing/client.ts';
import { enqueue, enqueueMany } from './enqueue.ts';
import { doneSql } from './load-done.ts';

const makeLeads = ({ create, smiles, clinics }: World, count: number, clinicId = clinics.ganapathy.id) =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      create(smiles, 'leads.create', { name: `Lead ${i}`, phone: `98430 ${10_000 + i}`, clinicId }),
    ),
  );

const send = async (client: TestClient, mutations: readonly Mutation[]): Promise<readonly MutationAnswer[]> => {
  const answer = await client.ask('mutateMany', { mutations });
  assert.ok(answer.ok, JSON.stringify(answer));
  return (answer as { answers: readonly MutationAnswer[] } & typeof answer).answers;
};

const tally = (answers: readonly MutationAnswer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const key = answer.ok ? 'ok' : answer.error.code;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

test('two hundred leads move in one frame, a result each; undo leaves alone what a colleague changed since', async (t) => {
  const w = await world(t);
  const { ana, ben, cara, clinics } = w;
  const leads = await makeLeads(w, 200);
  const [admin, here, there] = [await ana.connect(), await ben.connect(), await cara.connect()];
  const group = v7();
  const mutations = leads.map(({ id }, i): Mutation => ({
    mid: v7(),
    name: 'leads.update',
    // One of them may not.
    args: {
      id,
      patch: {
        clinicId: clinics.rsPuram.id,
        status: i === 7 ? 'rescheduled' : 'connected',
        followUpDate: '2027-01-01',
      },
    },
    group,
  }));
  const answers = await send(admin, mutations);
  assert.deepEqual(tally(answers), { ok: 199, REASON_REQUIRED: 1 });
  assert.ok(answers[7] && !answers[7].ok);
  assert.deepEqual(await send(admin, mutations), answers, 'the same frame again does nothing again');
  const left = (client: TestClient) =>
    client.changes.filter(({ collection, op }) => collection === 'leads' && op === 'remove').length;
  await here.until('they have left', (client) => left(client) === 199);
  await there.until(
    'they have come',
    ({ changes }) => changes.filter(({ op, collection }) => collection === 'leads' && op === 'upsert').length === 199,
  );

  // A colleague works on three of them meanwhile: on a field that the act changed, on another one, on one's being there.
  assert.ok((await cara.mutate('leads.update', { id: leads[0]?.id ?? '', patch: { followUpDate: '2027-02-02' } })).ok);
  assert.ok((await cara.mutate('leads.update', { id: leads[1]?.id ?? '', patch: { nextAction: 'Call' } })).ok);
  const named = await admin.ask('group', { group });
  const { mids } = named as unknown as { mids: readonly string[] };
  assert.deepEqual(new Set(mids), new Set(answers.filter(({ ok }) => ok).map(({ mid }) => mid)));
  assert.deepEqual(await there.ask('group', { group }), { ok: true, mids: [] }, 'another person’s act is not there');

  const undone = await send(
    admin,
    mids.toReversed().map((of): Mutation => ({ mid: v7(), name: 'undo', args: { of }, group: v7() })),
  );
  assert.deepEqual(tally(undone), { ok: 198, CONFLICT: 1 });
  const refused = undone.find(({ ok }) => !ok);
  assert.ok(refused && !refused.ok);
  assert.equal(refused.error.message, 'Cara RS Puram has changed follow-up date since, so nothing was undone.');
  assert.deepEqual([refused.error.details?.id, refused.error.details?.field], [leads[0]?.id, 'followUpDate']);
  const now = async (i: number) =>
    (await ana.request('GET', `/leads/${leads[i]?.id}`)).body as { data?: Record<string, unknown> };
  assert.equal((await now(0)).data?.['clinicId'], clinics.rsPuram.id, 'whole or not at all');
  const one = (await now(1)).data;
  assert.deepEqual([one?.['clinicId'], one?.['status'], one?.['nextAction']], [clinics.ganapathy.id, 'new', 'Call']);
});

test('undo shows nothing of a lead that has left its author’s sight', async (t) => {
  const w = await world(t);
  const [lead] = await makeLeads(w, 1);
  const desk = await w.ben.connect();
  const mid = v7();
  await desk.mutate('leads.update', { id: lead?.id, patch: { nextAction: 'Call' } }, { mid });
  await w.ana.mutate('leads.update', { id: lead?.id, patch: { clinicId: w.clinics.rsPuram.id, nextAction: 'CANARY' } });
  const refused = await desk.mutate('undo', { of: mid });
  assert.ok(!refused.ok && refused.error.code === 'NOT_FOUND', JSON.stringify(refused));
  assert.ok(!desk.seen().includes('CANARY'));
});

test('a frame of too many, or of none, is refused as a whole', async (t) => {
  const { ana } = await world(t);
  const admin = await ana.connect();
  const many = Array.from({ length: 201 }, () => ({ mid: v7(), name: 'leads.delete', args: { id: v7() } }));
  for (const mutations of [[], many, 'all']) {
    const answer = await admin.ask('mutateMany', { mutations });
    assert.equal(answer.ok === false && answer.error?.code, 'VALIDATION_ERROR');
  }
});

test('a person who writes while another changes hundreds waits for a few of them, not for all', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const leads = await makeLeads(w, 200);
  const many = enqueueMany(
    w.smiles,
    w.ana.who,
    leads.map(({ id }) => ({ mid: v7(), name: 'leads.update', args: { id, patch: { nextAction: 'Call' } } })),
  );
  // The first of them are on their way.
  await new Promise(setImmediate);
  const one = await enqueue(w.smiles, w.ben.who, {
    mid: v7(),
    name: 'leads.update',
    args: { id: leads[199]?.id, patch: { age: 30 } },
  });
  const answers = await many;
  assert.deepEqual(tally(answers), { ok: 200 });
  const last = answers.at(-1);
  assert.ok(one.ok && last?.ok && one.seq < last.seq - 100, 'most of them came after it');
});

test('what is undone is found by its numbers, however long the log is', async (t) => {
  const w = await world(t);
  const [lead] = await makeLeads(w, 1);
  const { db } = w.smiles;
  await db.query(`insert into change_log
    select r.* from (select * from change_log where record_id = '${lead?.id}' limit 1) l, generate_series(1, 3000) n,
      jsonb_populate_record(null::change_log, to_jsonb(l) || jsonb_build_object('seq', 100000 + n, 'mid', gen_random_uuid())) r`);
  await db.query('analyze change_log');
  const mids = Array.from({ length: 50 }, () => v7());
  const plan = await db.query<Record<string, string>>(`explain ${doneSql}`, [mids]);
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  assert.ok(!text.includes('Seq Scan on change_log'), text);
});

test('two people who send the same group have an act each: neither reads nor undoes the other’s', async (t) => {
  const w = await world(t, { also: ['other'] });
  const { ana, petra, ben } = w;
  const leads = await makeLeads(w, 4);
  const [hers, his, other] = [await ana.connect(), await petra.connect(), await ben.connect()];
  const group = v7();
  const call = (ids: readonly { readonly id: string }[]): Mutation[] =>
    ids.map(({ id }) => ({ mid: v7(), name: 'leads.update', args: { id, patch: { nextAction: 'Call' } }, group }));
  const [mine, theirs] = [call(leads.slice(0, 2)), call(leads.slice(2))];
  assert.deepEqual(tally(await send(hers, mine)), { ok: 2 });
  assert.deepEqual(tally(await send(his, theirs)), { ok: 2 });
  const midsOf = async (client: TestClient): Promise<unknown> =>
    ((await client.ask('group', { group })) as { mids?: unknown }).mids;
  assert.deepEqual(
    await midsOf(hers),
    mine.map(({ mid }) => mid),
  );
  assert.deepEqual(
    await midsOf(his),
    theirs.map(({ mid }) => mid),
  );
  assert.deepEqual(await midsOf(other), []);
  const { body } = await petra.request('GET', `/groups/${group}`);
  assert.deepEqual(
    body.data,
    theirs.map(({ mid }) => mid),
  );
  const undo = (of: readonly Mutation[]): Mutation[] =>
    of.toReversed().map(({ mid }) => ({ mid: v7(), name: 'undo', args: { of: mid }, group }));
  assert.deepEqual(tally(await send(his, undo(mine))), { NOT_FOUND: 2 });
  assert.deepEqual(tally(await send(hers, undo(mine))), { ok: 2 });
});
