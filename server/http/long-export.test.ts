import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import { get, secondSite } from '#server/testing/second-site.ts';
import { world } from '#server/testing/world.ts';

test('a reader who leaves a long export leaves nothing behind', async (t) => {
  const w = await world(t, { also: ['other'] });
  const [pod] = w.pods;
  if (!pod) return;
  await w.smiles.db.query(
    `insert into leads (id, version, created_at, updated_at, name, phone, status, priority, priority_pinned, source, next_action, search_text, field_versions)
     select gen_random_uuid(), 1, now(), now(), 'Lead ' || i, '+91984300' || i, 'new', 'new', false, 'other', repeat(md5(i::text), 6), '', '{}'
     from generate_series(1000, 9999) i`,
  );
  let held = 0;
  const hold: TenantPool['hold'] = (tenant) => {
    const release = pod.tenants.hold(tenant);
    held += 1;
    return () => {
      held -= 1;
      release();
    };
  };
  const { url, lines } = await secondSite(t, w, { tenants: { ...pod.tenants, hold } });
  const headers = { authorization: `Bearer ${w.ana.token}`, 'accept-encoding': 'identity' };
  const leave = new AbortController();
  const answer = await fetch(`${url}/smiles/api/v1/leads/export`, { headers, signal: leave.signal });
  await answer.body?.getReader().read();
  assert.equal(held, 1);
  leave.abort();
  for (let i = 0; held > 0 && i < 200; i++) await pause(10);
  assert.equal(held, 0);
  assert.ok(!lines.some((line) => line.includes('defect')), 'leaving is no defect');
  const whole = await (await get(`${url}/smiles/api/v1/leads/export`, headers)).text();
  assert.equal(whole.trim().split('\n').length, 9001);
  assert.equal(held, 0);
});
