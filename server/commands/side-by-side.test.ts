import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { Query } from '#server/database/pool.ts';
import { world, type Lifetime, type World } from '#server/testing/world.ts';
import { enqueue, enqueueMany } from './enqueue.ts';

const open = async (t: Lifetime) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const leads = await Promise.all(
    ['Ravi', 'Selvi', 'Kumar'].map((name, i) =>
      w.create(w.smiles, 'leads.create', { name, phone: `98430 1000${i}`, clinicId: w.clinics.ganapathy.id }),
    ),
  );
  const [first = '', second = '', third = ''] = leads.map(({ id }) => id);
  return { w, first, second, third };
};

/** Locks a row as a transaction of someone else does: a commit that writes it waits at the database. */
const hold = async ({ smiles }: World, table: string, id: string): Promise<() => Promise<void>> => {
  const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = smiles.db.transaction(async (query) => {
    await query(`select 1 from ${table} where id = $1 for update`, [id]);
    held.resolve();
    await over.promise;
  });
  await held.promise;
  return async () => {
    over.resolve();
    await holding;
  };
};

/** Until the commit of a lead waits for a lock. */
const untilHeld = async ({ smiles }: World): Promise<void> => {
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query like '%update "leads"%'`;
  const end = performance.now() + 10_000;
  while ((await smiles.db.query(waiting)).length === 0) assert.ok(performance.now() < end, 'no commit waits');
};

const update = (id: string, nextAction: string) => ['leads.update', { id, patch: { nextAction } }] as const;

const seqOf = (answer: MutationAnswer): number => {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.seq;
};

test('a change goes beside one that is being committed, and what touches the same record waits for that one', async (t) => {
  const { w, first, second } = await open(t);
  const release = await hold(w, 'leads', first);
  const one = w.ana.mutate(...update(first, 'one'));
  await untilHeld(w);
  let isAnswered = false;
  const same = w.petra.mutate(...update(first, 'same')).finally(() => (isAnswered = true));
  const other = await w.ben.mutate(...update(second, 'other'));
  assert.ok(other.ok);
  assert.equal(isAnswered, false);
  await release();
  assert.deepEqual([seqOf(await one), seqOf(await same)], [other.seq + 1, other.seq + 2]);
  const { body } = await w.ana.request('GET', `/leads/${first}`);
  assert.equal((body.data as { nextAction: string }).nextAction, 'same');
});

test('what one person sends is committed in its order, also where its records are free', async (t) => {
  const { w, first, second, third } = await open(t);
  const release = await hold(w, 'leads', first);
  const one = w.ben.mutate(...update(first, 'one'));
  await untilHeld(w);
  let isAnswered = false;
  const next = w.ben.mutate(...update(second, 'two')).finally(() => (isAnswered = true));
  const other = await w.ana.mutate(...update(third, 'other'));
  assert.equal(isAnswered, false);
  await release();
  assert.deepEqual([seqOf(await one), seqOf(await next)], [seqOf(other) + 1, seqOf(other) + 2]);
});

test('a change of a person waits for what is under way, and all that comes later for it', async (t) => {
  const { w, first, second } = await open(t);
  const release = await hold(w, 'leads', first);
  const before = w.petra.mutate(...update(first, 'before'));
  await untilHeld(w);
  const deactivated = w.ana.mutate('users.update', { id: w.ben.id, patch: { isActive: false } });
  const after = w.ben.mutate(...update(second, 'after'));
  for (let n = 0; n < 5; n++) await w.smiles.db.query('select 1');
  await release();
  assert.ok(seqOf(await before) < seqOf(await deactivated));
  const refused = await after;
  assert.equal(refused.ok ? 'done' : refused.error.code, 'SESSION_ENDED');
});

test('one mutation that comes twice at the same moment is done once, and answered twice', async (t) => {
  const { w, first } = await open(t);
  const release = await hold(w, 'leads', first);
  const mutation = { mid: v7(), name: 'leads.update', args: { id: first, patch: { nextAction: 'Call' } } };
  const one = enqueue(w.smiles, w.ben.who, mutation);
  await untilHeld(w);
  const again = enqueue(w.smiles, w.ben.who, mutation);
  const stolen = enqueue(w.smiles, w.ana.who, mutation);
  await release();
  assert.deepEqual(await again, await one);
  const refused = await stolen;
  assert.equal(refused.ok ? 'done' : refused.error.code, 'MID_REUSED');
  const rows = await w.smiles.db.query('select 1 from change_log where mid = $1', [mutation.mid]);
  assert.equal(rows.length, 1);
});

test('a long list that others make stale again and again lets people have its records meanwhile', async (t) => {
  const { w, first, second } = await open(t);
  const db = w.smiles.db as { prepared: Query };
  const { prepared } = db;
  const stale = Promise.withResolvers<void>();
  let left = 12;
  db.prepared = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => {
    if (sql.includes('record_changes(') && values.some((value) => String(value).includes('of a list')) && left-- > 0) {
      await w.smiles.db.query('update leads set version = version + 1 where id = $1', [first]);
      if (left === 10) stale.resolve();
    }
    return prepared<Row>(sql, values);
  };
  const list = enqueueMany(
    w.smiles,
    w.ana.who,
    [first, second].map((id) => ({
      mid: v7(),
      name: 'leads.update',
      args: { id, patch: { campaignName: 'of a list' } },
    })),
  );
  await stale.promise;
  const person = await w.ben.mutate(...update(second, 'Call'));
  const answers = await list;
  assert.ok(seqOf(person) < Math.min(...answers.map(seqOf)));
});
