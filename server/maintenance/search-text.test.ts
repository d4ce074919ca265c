import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '#server/testing/world.ts';
import { refreshStaleText, renewSearchText } from './search-text.ts';

test('what an older version stored is found by the rules of this one', async (t) => {
  const w = await world(t);
  const { id } = await w.create(w.smiles, 'leads.create', { name: 'Maria D’Souza', phone: '98430 12345' });
  const found = async (search: string): Promise<unknown[]> => {
    const filter = encodeURIComponent(JSON.stringify({ search }));
    const { body } = await w.ana.request('GET', `/leads?filter=${filter}`);
    return (body.data as { id: string }[]).map((lead) => lead.id);
  };
  const { db } = w.smiles;
  await db.query(`update leads set search_text = 'maria d’souza' where id = $1`, [id]);
  await db.query(`insert into stale_search (collection, since) values ('leads', 'a newer version')`);
  assert.deepEqual(await found('dsouza'), []);
  const [pod] = w.pods;
  assert.ok(pod);
  await renewSearchText(pod.jobs, w.smiles);
  while ((await found("d'souza")).length === 0);
  assert.deepEqual(await found("d'souza"), [id]);

  // A pod of the older version, which runs beside this one for a while, writes by its own rules once more.
  await db.query(`update leads set search_text = 'maria d’souza' where id = $1`, [id]);
  const { signal } = new AbortController();
  await refreshStaleText(w.smiles, signal);
  assert.deepEqual(await found("d'souza"), [id]);
  assert.equal((await db.query('select 1 from stale_search')).length, 1);
  await db.query(`update stale_search set at = now() - interval '3 days'`);
  await refreshStaleText(w.smiles, signal);
  assert.deepEqual(await db.query('select 1 from stale_search'), []);
});
