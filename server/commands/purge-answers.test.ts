import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { world } from '#server/testing/world.ts';
import { purgeAnswers } from './purge-answers.ts';

test('an answer is kept for a week, and then only its change remains', async (t) => {
  const { ana, smiles } = await world(t);
  const client = await ana.connect();
  const [old, fresh] = [v7(), v7()];
  for (const mid of [old, fresh]) {
    assert.ok((await client.mutate('leads.create', { name: 'Ravi', phone: '98430 12345' }, { mid })).ok);
  }
  await smiles.db.query(`update mutations set at = now() - interval '8 days' where mid = $1`, [old]);
  assert.equal(await purgeAnswers(smiles), 1);
  const left = await smiles.db.query<{ mid: string }>('select mid from mutations where mid = any($1)', [[old, fresh]]);
  assert.deepEqual(left, [{ mid: fresh }]);
  const logged = await smiles.db.query('select 1 from change_log where mid = $1', [old]);
  assert.ok(logged.length > 0);
});
