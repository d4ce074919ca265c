import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { addressOf } from '#server/database/cluster.ts';
import { openDatabase } from '#server/database/connection.ts';
import { tenantEntities } from '#server/database/schema.ts';
import { adminUrl } from '#server/testing/test-database.ts';
import { world, type Person } from '#server/testing/world.ts';
import { runBatch } from './batch.ts';
import { commandRequest } from './command-request.ts';

test('two batches at once that write the same records in another order do not wait for each other', async (t) => {
  const { smiles, ana, ben, create, clinics } = await world(t, { env: { ROLES: 'web' } });
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const lead = await create(smiles, 'leads.create', {
      name: `Lead ${n}`,
      phone: `98430 1000${n}`,
      clinicId: clinics.ganapathy.id,
    });
    ids.push(lead.id);
  }
  // PostgreSQL goes by where records lie where they are few; on these connections it is as where they are many.
  const [name] = await smiles.db.query<{ name: string }>('select current_database() as name');
  for (const way of ['hashjoin', 'mergejoin'])
    await smiles.db.query(`alter database "${name?.name}" set enable_${way} = off`);
  const db = await openDatabase({
    url: addressOf(adminUrl(), name?.name ?? ''),
    entities: tenantEntities,
    migrations: [],
    poolSize: 6,
    log: smiles.log,
  });
  t.after(db.close);
  const [first = '', second = '', third = ''] = ids.toSorted();
  const [held, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = smiles.db.transaction(async (query) => {
    await query('select 1 from leads where id = $1 for update', [second]);
    held.resolve();
    await over.promise;
  });
  await held.promise;
  const run = ({ who }: Person, order: readonly string[]) =>
    runBatch(
      { ...smiles, db },
      order.map((id) => commandRequest(who, { mid: v7(), name: 'leads.update', args: { id, patch: { age: 40 } } })),
    ).then(
      () => 'done',
      (error: unknown) => (error as { code?: string }).code,
    );
  /** Until so many commits wait for a lock. */
  const untilWaiting = async (count: number): Promise<void> => {
    const end = performance.now() + 10_000;
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
      and query like '%update "leads"%'`;
    while ((await smiles.db.query(waiting)).length < count) assert.ok(performance.now() < end, 'no commit waits');
  };
  // It has the first and waits for the second; the other one has the third, or waits for the first.
  const one = run(ana, [first, second, third]);
  await untilWaiting(1);
  const other = run(ben, [third, first]);
  await untilWaiting(2);
  over.resolve();
  await holding;
  // Read again, as after any change meanwhile; it is no deadlock, which PostgreSQL looks for only after a second.
  assert.deepEqual(await Promise.all([one, other]), ['done', '40001']);
});
