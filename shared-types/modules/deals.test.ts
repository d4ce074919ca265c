import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { runOnRecord } from '#shared/run-on-record.ts';
import { deals } from './deals.ts';
import { catalogOf, modulesOf } from './index.ts';

test('a stage that a tenant calls like something of JavaScript is a stage like any other', () => {
  const choices = [
    ...deals.fields.stage.choices,
    { value: 'constructor', label: 'Constructor', means: 'open' },
    { value: '__proto__', label: 'Proto', means: 'open' },
  ];
  const set = { id: 's', version: 1, field: 'deals.stage', choices } as unknown as AnyRecord;
  const catalog = catalogOf(modulesOf('general')).with('choiceSets', 's', set);
  const command = catalog.command('deals.create');
  assert.ok(command);
  for (const stage of ['constructor', '__proto__']) {
    const { next } = runOnRecord(command, {
      record: null,
      newId: '0192f0c1-0000-7000-8000-000000000001',
      args: { name: 'Tower', stage, amount: 10_000 },
      actor: { id: 'a', name: 'Ana', role: 'owner', memberships: {}, modules: modulesOf('general') },
      moment: { now: '2026-11-28T00:00:00.000Z', today: '2026-11-28', timeZone: 'UTC', me: 'a' },
      catalog,
    });
    assert.deepEqual([next['stage'], next['probability'], next['weighted']], [stage, 75, 7_500]);
  }
});
