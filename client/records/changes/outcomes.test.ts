import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefusalCode } from '#shared/refusal.ts';
import { selectableIn } from './outcomes.ts';

test('of what an act left, records that are gone are not offered to be selected again', () => {
  const left = (id: string | null, code: RefusalCode) => ({
    id,
    answer: { ok: false as const, mid: '', error: { code, message: '' } },
  });
  assert.deepEqual(
    selectableIn([
      left('a', 'CONFLICT'),
      left('b', 'NOT_FOUND'),
      left(null, 'VALIDATION_ERROR'),
      left('c', 'FORBIDDEN'),
    ]),
    ['a', 'c'],
  );
});
