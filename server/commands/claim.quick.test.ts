import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Patch } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { claimOf, collide } from './claim.ts';
import { commandRequest } from './command-request.ts';

const claim = (name: string, args: Patch, person = v7()) =>
  claimOf(productCatalog, [commandRequest({ kind: 'user', id: person }, { mid: v7(), name, args: args as never })]);

const [lead, other, clinic] = [v7(), v7(), v7()];
const change = { nextAction: 'Call' };

test('changes of two records go side by side, those of one do not', () => {
  const one = claim('leads.update', { id: lead, patch: change });
  assert.equal(collide(one, claim('leads.update', { id: other, patch: change })), false);
  assert.equal(collide(one, claim('leads.update', { id: lead, patch: { age: 30 } })), true);
  assert.equal(collide(one, claim('leads.update', { id: lead.toUpperCase(), age: 30 })), true);
  assert.equal(collide(one, claim('leads.contact', { id: lead, channel: 'call', outcome: 'busy' })), true);
  const task = claim('tasks.update', { id: lead, patch: { title: 'Call' } });
  assert.equal(collide(task, claim('subtasks.create', { taskId: lead, title: 'Dial' })), true, 'a child of it');
});

test('of one person only one is under way, and of one mid', () => {
  const person = v7();
  const one = claim('leads.update', { id: lead, patch: change }, person);
  assert.equal(collide(one, claim('leads.update', { id: other, patch: change }, person)), true);
  const [mid, who] = [v7(), { kind: 'user', id: v7() } as const];
  const again = () => claimOf(productCatalog, [commandRequest(who, { mid, name: 'leads.create', args: {} })]);
  assert.equal(collide(again(), again()), true);
});

test('two may link to the same clinic; who writes to it waits for both', () => {
  const assigned = (id: string) => claim('leads.assign', { id, clinicId: clinic });
  assert.equal(collide(assigned(lead), assigned(other)), false);
  assert.equal(collide(claim('leads.create', { clinicId: clinic }), assigned(other)), false);
  assert.equal(collide(assigned(lead), claim('clinics.update', { id: clinic, patch: { name: 'RS Puram' } })), true);
});

test('what decides what others may do, or reaches further than it says, goes alone', () => {
  const alone = (name: string, args: Patch): boolean => claim(name, args).isAlone;
  assert.ok(alone('users.update', { id: lead, patch: { role: 'admin' } }));
  assert.ok(alone('settings.update', { id: lead, patch: {} }));
  assert.ok(alone('customFields.create', { collection: 'leads', label: 'Insurance', kind: 'text' }));
  assert.ok(alone('leads.delete', { id: lead }));
  assert.ok(alone('leads.restore', { id: lead }));
  assert.ok(alone('undo', { of: v7() }));
  assert.ok(alone('items.update', { id: lead, patch: { isActive: false } }));
  assert.ok(alone('items.update', { id: lead, isActive: false }));
  assert.ok(!alone('items.update', { id: lead, patch: { name: 'Implant' } }));
  assert.ok(!alone('leads.create', { name: 'Ravi' }));
});

test('arguments that were not checked yet do no harm', () => {
  for (const args of [{ id: 7 }, { id: null, patch: 'all' }, { patch: [] }, { clinicId: { id: 1 } }, { taskId: [[]] }])
    for (const name of ['leads.update', 'subtasks.create', 'leads.contact', 'deals.create', 'no.such'])
      assert.equal(claim(name, args).isAlone, false);
});
