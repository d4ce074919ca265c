import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { recordAttempt } from '#shared/modules/record-attempt.ts';
import { reportOutOfSight, textsIn, unsaved } from './unsaved.ts';

// What is announced waits for the next picture, and there are no pictures here.
globalThis.requestAnimationFrame = (call) => Number(setTimeout(() => call(0), 1));

const definition = leads as unknown as Collection;

test('what was typed for a command of its own is kept as what was typed into a field of the record', () => {
  const id = '01980000-0000-7000-8000-000000000001';
  const call = { id, outcome: 'no_answer', note: 'Husband decides', followUpDate: '2026-11-21' };
  assert.deepEqual(textsIn(leads, call, recordAttempt), [{ label: 'What was said', text: 'Husband decides' }]);
  const update = { id, patch: { nextAction: 'Ring on Saturday', followUpDate: '2026-11-21' }, reason: 'Asked us' };
  assert.deepEqual(textsIn(leads, update, undefined), [
    { label: 'Reason', text: 'Asked us' },
    { label: 'Next action', text: 'Ring on Saturday' },
  ]);
});

test('what was being typed for a record that left sight is kept, and its name is not', () => {
  const id = '01980000-0000-7000-8000-000000000001';
  const live = { storage: () => null, catalog: () => productCatalog };
  const report = (record: AnyRecord | null | undefined) =>
    reportOutOfSight({ ...live, record: () => record as never }, definition, id, { nextAction: 'Ring on Monday' }, 3);
  assert.equal(report(undefined), false, 'it is on its way');
  assert.equal(report({ id } as AnyRecord), false, 'one only went elsewhere');
  assert.deepEqual(unsaved(), []);
  assert.equal(report(null), true);
  const [one] = unsaved();
  assert.deepEqual(
    [one?.label, one?.message, one?.base],
    ['your change to a lead', 'You no longer have access to this lead.', 3],
  );
  assert.equal(textsIn(definition, one?.args ?? {}, undefined)[0]?.text, 'Ring on Monday');
});
