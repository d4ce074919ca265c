import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { world } from '#server/testing/world.ts';

const refusal = (answer: MutationAnswer): unknown =>
  answer.ok ? 'allowed' : [answer.error.code, answer.error.details?.field, answer.error.message];

const below = [
  'VALIDATION_ERROR',
  'parentCompany',
  'Parent company: this company is below it already. Choose another.',
];

test('no company is above itself, however long the way around is', async (t) => {
  const { create, general, staffOf } = await world(t, { also: ['general'] });
  const client = await (await staffOf('manager')).connect();
  const chain: AnyRecord[] = [];
  for (let i = 0; i < 30; i++)
    chain.push(
      await create(general, 'companies.create', { name: `Level ${i}`, parentCompany: chain.at(-1)?.id ?? null }),
    );
  const [top, last] = [chain[0], chain.at(-1)];
  assert.ok(top && last);
  const put = (id: string, parentCompany: string | null) =>
    client.mutate('companies.update', { id, patch: { parentCompany } });
  assert.deepEqual(refusal(await put(top.id, top.id)), [
    'VALIDATION_ERROR',
    'parentCompany',
    'Parent company: a company cannot be above itself. Choose another.',
  ]);
  assert.deepEqual(refusal(await put(top.id, last.id)), below);
  const freed = await put(last.id, null);
  assert.ok(freed.ok);
  assert.ok((await put(top.id, last.id)).ok);
  assert.deepEqual(refusal(await client.mutate('undo', { of: freed.mid })), below);

  // From before the rule: it can be mended, and in the meantime its records can be worked on.
  await general.db.query('update companies set parent_company = $2, version = version + 1 where id = $1', [
    last.id,
    chain[9]?.id,
  ]);
  assert.ok((await client.mutate('companies.update', { id: last.id, patch: { notes: 'Round' } })).ok);
  assert.ok((await put(last.id, null)).ok);
});

test('two people who put two companies above each other at once: one is refused', async (t) => {
  const w = await world(t, { pods: 2, also: ['general'] });
  const [mia, max] = [await w.staffOf('manager'), await w.staffOf('manager')];
  const [here, there] = [await mia.connect(0), await max.connect(1)];
  for (let i = 0; i < 6; i++) {
    const [a, b, c] = [
      await w.create(w.general, 'companies.create', { name: `A ${i}` }),
      await w.create(w.general, 'companies.create', { name: `B ${i}` }),
      await w.create(w.general, 'companies.create', { name: `C ${i}` }),
    ];
    await w.create(w.general, 'companies.update', { id: c.id, patch: { parentCompany: b.id } });
    const answers = await Promise.all([
      here.mutate('companies.update', { id: b.id, patch: { parentCompany: a.id } }),
      there.mutate('companies.update', { id: a.id, patch: { parentCompany: c.id } }),
    ]);
    assert.equal(answers.filter(({ ok }) => ok).length, 1, JSON.stringify(answers));
  }
});
