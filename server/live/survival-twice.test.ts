import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { MutationAnswer } from '#shared/protocol.ts';
import { sharedRedisUrl } from '#infra/chaos/services.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import { world } from '#server/testing/world.ts';

const rounds = 40;

test('the same mutation through two pods at once is done once, and both are told the same', async (t) => {
  const { ana, create, smiles, pods, clinics } = await world(t, { pods: 2, redisUrl: sharedRedisUrl() });
  const there = await pods[1]?.tenants.open('smiles');
  assert.ok(there);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const taken = 'ben.ganapathy@smiles.example';
  for (let round = 0; round < rounds; round++) {
    const fresh = { name: `Lead ${round}`, phone: '98430 12346' };
    const asked = [
      { name: 'leads.update', args: { id: lead.id, patch: { nextAction: `round ${round}` } } },
      { name: 'leads.create', args: { ...fresh, id: v7() } },
      { name: 'leads.create', args: fresh },
      // Only the database can refuse this one, and both pods come to store that.
      { name: 'users.create', args: { name: 'Ben Again', email: taken, role: 'admin' } },
      { name: 'leads.update', args: { id: v7(), patch: { nextAction: 'nowhere' } } },
    ].map((mutation) => ({ ...mutation, mid: v7() }));
    const both: MutationAnswer[][] = await Promise.all(
      [smiles, there].map((tenant) => Promise.all(asked.map((it) => enqueue(tenant, ana.who, it)))),
    );
    assert.deepEqual(both[1], both[0]);
    assert.deepEqual(
      both[0]?.map((answer) => (answer.ok ? 'ok' : answer.error.code)),
      ['ok', 'ok', 'ok', 'DUPLICATE', 'NOT_FOUND'],
    );
  }
  const twice = await smiles.db.query(
    'select mid from change_log where collection = $1 group by mid having count(*) > 1',
    ['leads'],
  );
  assert.deepEqual(twice, []);
  const [count] = await smiles.db.query<{ n: number }>('select count(*)::int as n from leads');
  assert.equal(count?.n, 1 + 2 * rounds);
});

test('two pods that change the same record at once both get through, one after the other', async (t) => {
  const { ana, ben, create, smiles, pods, clinics } = await world(t, {
    pods: 2,
    redisUrl: sharedRedisUrl(),
    also: ['other'],
  });
  const there = await pods[1]?.tenants.open('smiles');
  assert.ok(there);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const write = (tenant: typeof smiles, who: typeof ana.who, patch: object) =>
    enqueue(tenant, who, { mid: v7(), name: 'leads.update', args: { id: lead.id, patch } });
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all([
      write(smiles, ana.who, { age: round + 1 }),
      write(there, ben.who, { nextAction: `${round}` }),
    ]);
    assert.ok(
      answers.every(({ ok }) => ok),
      JSON.stringify(answers),
    );
  }
  const [row] = await smiles.db.query<{ version: number; age: number }>(
    'select version, age from leads where id = $1',
    [lead.id],
  );
  assert.deepEqual(row, { version: 1 + 2 * rounds, age: rounds });
});
