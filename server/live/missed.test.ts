import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { changesIn } from '#shared/change-frame.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { Change } from '#shared/protocol.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { readLogPage } from '#server/changelog/read.ts';
import { enqueueMany } from '#server/commands/enqueue.ts';
import type { TestClient } from '#server/testing/client.ts';
import { holdBack } from '#server/testing/hold-back.ts';
import { world, type World } from '#server/testing/world.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

const env = { ROLES: 'web' };
const system = { kind: 'system', name: 'test' } as const;

/** Leads of both clinics in turn. */
const manyLeads = async ({ create, smiles, clinics }: World, count: number): Promise<AnyRecord[]> => {
  const made: AnyRecord[] = [];
  for (let n = 0; n < count; n += 1) {
    const clinicId = (n % 2 === 0 ? clinics.ganapathy : clinics.rsPuram).id;
    made.push(await create(smiles, 'leads.create', { name: `Lead ${n}`, phone: `98430 1${1000 + n}`, clinicId }));
  }
  return made;
};

const change = async (tenant: Tenant, leads: readonly AnyRecord[], times: number): Promise<void> => {
  const mutations = Array.from({ length: times }, (_, n) => ({
    mid: v7(),
    name: 'leads.update',
    args: { id: leads[n % leads.length]?.id, patch: { nextAction: `Call ${n}` } },
  }));
  for (const answer of await enqueueMany(tenant, system, mutations)) assert.ok(answer.ok, JSON.stringify(answer));
};

const headOf = async ({ db }: Tenant): Promise<number> => {
  const [row] = await db.query<{ seq: number }>('select seq from log_head');
  return Number(row?.seq);
};

/** Everything that a client is told it missed, page by page. */
const missedBy = async (client: TestClient, since: number): Promise<Change[]> => {
  const [welcome] = client.welcomes;
  assert.ok(welcome);
  const told: Change[] = [];
  for (let from = since, more = true; more;) {
    const answer = await client.sync(from);
    assert.ok(answer.ok && 'changes' in answer, JSON.stringify(answer).slice(0, 300));
    told.push(...(answer.frame ? changesIn(answer.frame, welcome, productCatalog.named) : answer.changes));
    assert.ok(!answer.more || answer.upTo > from, 'each page goes on');
    ({ more } = answer);
    from = answer.upTo;
  }
  return told;
};

/** What a client makes of it: it drops what it has, and finds no gap. */
const taken = (told: readonly Change[], since: number): number[] => {
  const through = new Map<string, number>();
  return told.flatMap(({ scope, prev, seq }) => {
    const known = through.get(scope) ?? since;
    if (seq <= known) return [];
    assert.ok(prev <= known, `${seq} follows ${prev} in ${scope}, ${known} is known`);
    through.set(scope, seq);
    return [seq];
  });
};

test('what many missed is read from the database once for all who hold the same of it', async (t) => {
  const w = await world(t, { env });
  const { smiles } = w;
  const leads = await manyLeads(w, 20);
  const start = await headOf(smiles);
  await change(smiles, leads, 1_200);
  let reads = 0;
  const counted = smiles as { reserve: Tenant['reserve'] };
  const { reserve } = smiles;
  counted.reserve = (people) => {
    reads += 1;
    return reserve(people);
  };
  const people = [w.ana, w.ana, w.ana, w.ben, w.ben, w.ben, w.cara, w.cara, w.cara];
  const clients = await Promise.all(people.map((person) => person.connect(0, null, 2)));
  const told = await Promise.all(clients.map((client, i) => missedBy(client, start + i)));
  for (const [i, all] of told.entries()) {
    const seqs = taken(all, start + i);
    const expected = Array.from({ length: 1_200 - i }, (_, n) => start + i + 1 + n);
    const whose = people[i];
    // Every other one is of the other clinic.
    const own = whose === w.ana ? expected : expected.filter((seq) => (seq - start) % 2 === (whose === w.ben ? 1 : 0));
    assert.deepEqual(seqs, own);
  }
  // Whose access changed is read once or twice, and three pages, which are looked at for three audiences that begin at one place or two.
  assert.ok(reads <= 2 + 3 + 12, `${reads} reads`);
  const before = reads;
  const again = await missedBy(clients[1] as TestClient, start + 1);
  assert.deepEqual(taken(again, start + 1).length, 1_199);
  assert.ok(reads - before <= 1, `${reads - before} reads for one who asks again while nothing has changed`);
});

test('a record that has left someone’s sight is gone from what was read for others before', async (t) => {
  const w = await world(t, { env });
  const leads = await manyLeads(w, 4);
  const start = await headOf(w.smiles);
  await change(w.smiles, leads, 1_100);
  const [lead] = leads;
  assert.ok(lead);
  const ben = await w.ben.connect(0, null, 2);
  const opsOf = (told: readonly Change[]): string[] => [
    ...new Set(told.filter(({ id }) => id === lead.id).map(({ op }) => op)),
  ];
  assert.deepEqual(opsOf(await missedBy(ben, start)), ['patch']);
  const moved = await w.ana.mutate('leads.assign', { id: lead.id, clinicId: w.clinics.rsPuram.id });
  assert.ok(moved.ok);
  await ben.until('that it is gone', ({ changes }) => changes.some(({ op }) => op === 'remove'));
  assert.deepEqual(opsOf(await missedBy(ben, start)), ['remove']);
  const back = await w.ana.mutate('leads.assign', { id: lead.id, clinicId: w.clinics.ganapathy.id });
  assert.ok(back.ok);
  await ben.until('that it is back', ({ changes }) => changes.some(({ op }) => op === 'upsert'));
  assert.ok(opsOf(await missedBy(ben, start)).includes('patch'));
});

test('no one is told of what happened before their access changed, wherever others begin', async (t) => {
  const w = await world(t, { env });
  const leads = await manyLeads(w, 4);
  await change(w.smiles, leads, 60);
  const clinicIds = [w.clinics.ganapathy.id, w.clinics.rsPuram.id];
  const granted = await w.ana.mutate('users.update', { id: w.ben.id, patch: { clinicIds } });
  assert.ok(granted.ok);
  const changedAt = await headOf(w.smiles);
  await change(w.smiles, leads, 300);
  const ben = await w.ben.connect(0, null, 2);
  for (const since of [changedAt, changedAt + 1]) {
    const told = await missedBy(ben, since);
    assert.ok(told.length >= 299);
    assert.ok(
      told.every(({ seq }) => seq > since),
      'they begin at their own place',
    );
  }
  const before = await ben.sync(changedAt - 1);
  assert.ok(before.ok && 'resync' in before && before.reason === 'access', JSON.stringify(before).slice(0, 200));
});

test('pages that begin so many numbers apart leave nothing out and end with a mutation', async (t) => {
  const w = await world(t, { env });
  const leads = await manyLeads(w, 12);
  for (const { id } of leads)
    assert.ok((await w.ana.mutate('leads.update', { id, patch: { status: 'attempting' }, reason: 'Called' })).ok);
  const upTo = await headOf(w.smiles);
  for (const size of [1, 2, 3, 5, 7]) {
    const seen = new Set<number>();
    for (let from = 0; from < upTo; from += size) {
      const rows = await readLogPage(w.smiles.db.query, from, upTo, size);
      for (const { seq } of rows) seen.add(seq);
      const last = rows.at(-1);
      const [next] = await readLogPage(w.smiles.db.query, last?.seq ?? upTo, upTo, 1);
      assert.ok(rows.length >= Math.min(size, upTo - from));
      assert.notEqual(next?.mid, last?.mid, 'a mutation is not cut');
    }
    assert.deepEqual(
      [...seen].toSorted((a, b) => a - b),
      Array.from({ length: upTo }, (_, n) => n + 1),
    );
  }
});

test('the heads of an answer say nothing of what happened after its page', async (t) => {
  const w = await world(t, { env });
  const leads = await manyLeads(w, 2);
  const [client, witness] = [await w.ana.connect(), await w.ana.connect()];
  const since = client.welcomes[0]?.seq ?? 0;
  await change(w.smiles, leads, 1);
  await witness.until('the first change', ({ changes }) => changes.length === 1);
  const gate = await holdBack(w.smiles, /from change_log where seq > /);
  const asked = client.sync(since);
  await gate.arrived;
  await change(w.smiles, leads, 2);
  await witness.until('what came meanwhile', ({ changes }) => changes.length === 2);
  gate.letGo();
  const answer = await asked;
  assert.ok(answer.ok && !('resync' in answer));
  assert.ok(answer.upTo < (await headOf(w.smiles)), 'more happened while the page was read');
  for (const [scope, head] of Object.entries(answer.heads)) assert.ok(head <= answer.upTo, `${scope}: ${head}`);
});
