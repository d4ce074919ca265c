import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeGroupUndone } from './describe-group-undone.ts';

const kept = (message: string) => ({
  id: 'a',
  answer: { ok: false, mid: 'm', error: { code: 'CONFLICT', message } } as const,
});

test('an act that is undone says how much of it, and why the rest stayed', () => {
  const about = { kind: 'group-undone', label: 'Status of 3 leads' } as const;
  assert.equal(describeGroupUndone({ ...about, undone: 3, left: [] }), '3 changes undone.');
  const left = [kept('Cara has changed status since.'), kept('Cara has changed status since.')];
  assert.equal(
    describeGroupUndone({ ...about, undone: 1, left }),
    '1 of 3 changes undone. Cara has changed status since.',
  );
});
