import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { cronFor } from './daily.ts';

test('tenants have their turns at different minutes, always the same one, within the hours given', () => {
  const ids = Array.from({ length: 500 }, () => v7());
  const turns = ids.map((id) => cronFor(id, { fromHour: 1, untilHour: 5 }));
  for (const turn of turns) assert.match(turn, /^[1-5]?\d [1-4] \* \* \*$/);
  assert.deepEqual(
    ids.map((id) => cronFor(id, { fromHour: 1, untilHour: 5 })),
    turns,
  );
  assert.ok(new Set(turns).size > 150, `${new Set(turns).size} different minutes`);
});
