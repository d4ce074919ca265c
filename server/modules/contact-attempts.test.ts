import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import { world, type Person, type World } from '#server/testing/world.ts';

const leadIn = (w: World, values: Record<string, unknown> = {}): Promise<AnyRecord> =>
  w.create(w.smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: w.clinics.ganapathy.id,
    ...values,
  });

const attemptsOf = async (person: Person, id: string): Promise<readonly AnyRecord[]> =>
  (await person.request('GET', `/leads/${id}/attempts`)).body.data as readonly AnyRecord[];

const shown = async (person: Person, id: string): Promise<AnyRecord> =>
  (await person.request('GET', `/leads/${id}`)).body.data as AnyRecord;

test('three calls without an answer make a lead cold, live for a colleague; undo takes all of one back', async (t) => {
  const w = await world(t);
  const lead = await leadIn(w, { followUpDate: '2026-11-20' });
  const [desk, boss] = [await w.ben.connect(), await w.ana.connect()];
  const seen = (): unknown[] =>
    boss.changes.flatMap(({ collection, id, data }) =>
      collection === 'leads' && id === lead.id && data && 'tries' in data ? [[data['tries'], data['priority']]] : [],
    );
  const call = (outcome: string, more: Record<string, unknown> = {}, mid = v7()) =>
    desk.mutate('leads.contact', { id: lead.id, outcome, ...more }, { mid });
  const first = await call('no_answer', { note: 'Husband decides', followUpDate: '2030-01-01' });
  assert.ok(first.ok);
  assert.deepEqual(
    ['status', 'tries', 'priority', 'followUpDate', 'lastContactedAt'].map((name) => first.record?.[name]),
    ['attempting', 1, 'new', '2030-01-01', null],
  );
  assert.ok((await call('busy')).ok);
  const third = v7();
  assert.ok((await call('no_answer', {}, third)).ok);
  await boss.until('the third try', () => seen().length === 3);
  assert.deepEqual(seen(), [
    [1, undefined],
    [2, undefined],
    [3, 'cold'],
  ]);
  const held = await attemptsOf(w.ana, lead.id);
  assert.deepEqual(
    held.map(({ outcome, note, attemptedByName }) => [outcome, note, attemptedByName]),
    [
      ['no_answer', null, w.ben.name],
      ['busy', null, w.ben.name],
      ['no_answer', 'Husband decides', w.ben.name],
    ],
  );
  const { body } = await w.ana.request('GET', `/leads/${lead.id}/history`);
  assert.equal((body.data as AnyRecord[])[0]?.['reason'], 'No answer: Husband decides');

  const undo = v7();
  assert.ok((await desk.mutate('undo', { of: third }, { mid: undo })).ok);
  await boss.until('the undo', () => seen().length === 4);
  assert.deepEqual(seen().at(-1), [2, 'new']);
  assert.equal((await attemptsOf(w.ana, lead.id)).length, 2);
  assert.ok((await desk.mutate('undo', { of: undo })).ok, 'and comes back as one');
  assert.deepEqual([(await shown(w.ana, lead.id))['priority'], (await attemptsOf(w.ana, lead.id)).length], ['cold', 3]);

  assert.ok((await call('call_later')).ok);
  const reached = await shown(w.ana, lead.id);
  assert.deepEqual([reached['tries'], reached['priority'], reached['lastContactedAt'] === null], [0, 'warm', false]);
});

test('two people who call at once are counted both; what one noted is undone only while it holds', async (t) => {
  const w = await world(t, { pods: 2 });
  const lead = await leadIn(w);
  const [desk, boss] = [await w.ben.connect(0), await w.ana.connect(1)];
  const [mine, theirs] = [v7(), v7()];
  const answers = await Promise.all([
    desk.mutate('leads.contact', { id: lead.id, outcome: 'no_answer' }, { mid: mine }),
    boss.mutate('leads.contact', { id: lead.id, outcome: 'busy' }, { mid: theirs }),
  ]);
  assert.ok(
    answers.every(({ ok }) => ok),
    JSON.stringify(answers),
  );
  assert.equal((await shown(w.ana, lead.id))['tries'], 2);
  assert.equal((await attemptsOf(w.ben, lead.id)).length, 2);
  const earlier = (await attemptsOf(w.ben, lead.id)).at(-1)?.['outcome'] === 'no_answer';
  const [who, of] = earlier ? [desk, mine] : [boss, theirs];
  const refused = await who.mutate('undo', { of });
  assert.ok(!refused.ok && refused.error.code === 'CONFLICT', JSON.stringify(refused));
  assert.equal((await attemptsOf(w.ben, lead.id)).length, 2, 'nothing of it was taken back');
});

test('what was said stays with the clinic of the time; that there was a try goes with the lead', async (t) => {
  const w = await world(t);
  const lead = await leadIn(w);
  assert.ok((await w.ben.mutate('leads.contact', { id: lead.id, outcome: 'no_answer', note: 'Speaks Malayalam' })).ok);
  const foreign = await w.cara.mutate('leads.contact', { id: lead.id, outcome: 'busy' });
  assert.ok(!foreign.ok && foreign.error.code === 'NOT_FOUND', 'not at this clinic');
  assert.ok((await w.ana.mutate('leads.assign', { id: lead.id, clinicId: w.clinics.rsPuram.id })).ok);
  assert.equal((await w.ben.request('GET', `/leads/${lead.id}/attempts`)).status, 404);
  const [attempt] = await attemptsOf(w.cara, lead.id);
  assert.equal(attempt?.['outcome'], 'no_answer');
  for (const hidden of ['note', 'attemptedBy', 'attemptedByName', 'clinicId'])
    assert.ok(attempt && !(hidden in attempt), hidden);
  assert.doesNotMatch(JSON.stringify((await w.cara.request('GET', '/contact-attempts')).body), /Malayalam|ben/i);
  const file = await w.cara.request('GET', '/contact-attempts/export');
  assert.equal(file.status, 403);
});

test('a call is undone hours later by who made it, where nothing of it was changed since', async (t) => {
  const w = await world(t);
  const lead = await leadIn(w, { status: 'connected' });
  const desk = await w.ben.connect();
  const of = v7();
  assert.ok((await desk.mutate('leads.contact', { id: lead.id, outcome: 'no_answer' }, { mid: of })).ok);
  await w.smiles.db.query(`update change_log set at = at - interval '5 hours' where mid = $1`, [of]);
  const other = await w.ana.connect();
  const stranger = await other.mutate('undo', { of });
  assert.ok(!stranger.ok, 'each takes back their own');
  const answer = await desk.mutate('undo', { of });
  assert.ok(answer.ok, JSON.stringify(answer));
  assert.deepEqual([(await shown(w.ana, lead.id))['tries'], await attemptsOf(w.ana, lead.id)], [0, []]);
});

test('an attempt is written by the command alone, and none is recorded of who must not be called', async (t) => {
  const w = await world(t);
  const lead = await leadIn(w, { status: 'dnc', reason: 'Asked us' });
  const refused = await w.ana.mutate('leads.contact', { id: lead.id, outcome: 'connected' });
  assert.ok(!refused.ok && refused.error.code === 'FORBIDDEN');
  const made = await w.ana.mutate('contactAttempts.create', { leadId: lead.id, outcome: 'busy' });
  assert.ok(!made.ok && made.error.code === 'NOT_FOUND');
  const counted = await w.ana.mutate('leads.update', { id: lead.id, patch: { tries: 0 } });
  assert.ok(!counted.ok && counted.error.details?.field === 'tries');
  const odd = await w.ben.mutate('leads.contact', { id: (await leadIn(w)).id, outcome: 'shrug' });
  assert.ok(!odd.ok && odd.error.details?.field === 'outcome');
  const own = await leadIn(w);
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const recorded = (at: string) => w.ben.mutate('leads.contact', { id: own.id, outcome: 'connected', at });
  const old = await recorded(daysAgo(91));
  assert.ok(!old.ok && old.error.code === 'VALIDATION_ERROR' && old.error.details?.field === 'at');
  assert.deepEqual(await attemptsOf(w.ana, own.id), [], 'a colleague sees none of it');
  assert.ok((await recorded(daysAgo(89))).ok);
  assert.equal((await attemptsOf(w.ana, own.id)).length, 1);
});
