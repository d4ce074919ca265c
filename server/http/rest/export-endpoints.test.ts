import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { after, before, suite, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Collection } from '#shared/collection.ts';
import { deals } from '#shared/modules/deals.ts';
import { leads } from '#shared/modules/leads.ts';
import { importHere } from '#server/imports/start.ts';
import type { Call } from '#server/http/endpoint.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { exportEndpoints } from './export-endpoints.ts';

suite('an export of several pages', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await world({ after: (work) => void endings.push(work) }, { also: ['general'] });
    const { id } = await w.create(w.smiles, 'leads.create', { name: 'Ravi', phone: '98430 12345' });
    await w.smiles.db.query(
      `insert into leads select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).*
       from leads l, generate_series(1, 1200) where id = $1`,
      [id],
    );
  });
  after(async () => {
    for (const end of endings) await end();
  });

  /** The pages as their reader asks for them, and whether the answer was cut off. */
  const begin = async (someone: Person): Promise<{ pages: AsyncIterator<string>; isCut: () => boolean }> => {
    const res = new PassThrough();
    const { who: principal, actor, sessionId } = someone;
    const site = { tenants: w.pods[0]?.tenants };
    const call = { site, tenant: w.smiles, principal, actor, sessionId, query: [], res } as unknown as Call;
    const [endpoint] = exportEndpoints(leads as unknown as Collection);
    assert.ok(endpoint?.access === 'signed-in');
    const { text } = await endpoint.run(call);
    assert.ok(text && typeof text.body === 'object');
    return { pages: text.body[Symbol.asyncIterator](), isCut: () => res.destroyed };
  };

  const rowsIn = (page: IteratorResult<string, unknown>): number =>
    page.done ? 0 : page.value.split('\n').filter((line) => line.includes('Ravi')).length;

  test('comes whole for who may have it, on the platform too', async () => {
    for (const someone of [w.ana, w.petra]) {
      const { pages, isCut } = await begin(someone);
      const rows: number[] = [];
      for (let page = await pages.next(); !page.done; page = await pages.next()) rows.push(rowsIn(page));
      assert.deepEqual([rows, isCut()], [[500, 500, 201], false]);
    }
  });

  const losses: readonly [what: string, sql: string, of: 'id' | 'sessionId'][] = [
    ['the right', `update users set role = 'clinic_staff' where id = $1`, 'id'],
    ['their access', 'update users set is_active = false where id = $1', 'id'],
    ['their session', 'update sessions set ended_at = now() where id = $1', 'sessionId'],
  ];
  for (const [what, sql, of] of losses) {
    test(`is cut off for who loses ${what}`, async () => {
      const admin = await w.staffOf('admin', w.smiles);
      const { pages, isCut } = await begin(admin);
      assert.equal(rowsIn(await pages.next()), 500);
      await w.smiles.db.query(sql, [admin[of]]);
      assert.deepEqual([rowsIn(await pages.next()), isCut()], [0, true]);
    });
  }
});

test('an export carries what is computed, and its import leaves that to be computed again', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const [boss, manager] = [await staffOf('admin'), await staffOf('manager')];
  await create(general, 'deals.create', { name: 'Sixty seats', amount: 90_000, stage: 'proposal', currency: 'INR' });
  const task = await boss.mutate('tasks.create', { title: 'Call back', assignedTo: manager.id, status: 'completed' });
  assert.ok(task.ok && task.record?.['completedAt']);
  const download = async (path: string): Promise<readonly Record<string, string>[]> => {
    const { status, body } = await manager.request('GET', `/${path}/export`);
    assert.equal(status, 200);
    return parse(String(body.data), { columns: true, bom: true });
  };
  const [deal] = await download('deals');
  const weighted = Number(deal?.['Weighted']?.replaceAll(/[^\d.]/g, ''));
  const amount = Number(deal?.['Amount']?.replaceAll(/[^\d.]/g, ''));
  assert.equal(weighted, (amount * Number(deal?.['Probability %'])) / 100);
  assert.ok(weighted > 0);
  const [done] = await download('tasks');
  assert.equal(done?.['Assigned by'], boss.name);
  assert.equal(new Date(done?.['Done at'] ?? '').toISOString(), task.record['completedAt']);

  // Changed by hand, it is what follows from the rest all the same.
  const file = stringify([{ ...deal, Name: 'Seventy seats', Weighted: '1' }], { header: true });
  const imported = await importHere(general, manager.who, manager.actor, deals as unknown as Collection, file);
  assert.deepEqual([imported.state, imported.created, imported.ignored], ['finished', 1, ['Weighted']]);
  const again = (await download('deals')).find(({ Name }) => Name === 'Seventy seats');
  assert.equal(again?.['Weighted'], deal?.['Weighted']);
});
