import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults } from './faults.ts';
import { runChaos } from './run.ts';
import { createEndings } from './services.ts';

/** A short run, beside other tests, of `npm run chaos`; the same faults in the same order each time. */
const seed = 20_261_120;

test('nothing acknowledged is lost or done twice, all clients end equal, none sees what is not theirs', async (t) => {
  const said: string[] = [`seed ${seed}`];
  const endings = createEndings();
  t.after(endings.end);
  let isOver = false;
  t.after(() => {
    if (!isOver) t.diagnostic(said.join('\n'));
  });
  const say = (line: string): void => void said.push(line);
  const { violations, counts } = await runChaos({
    seed,
    seconds: 15,
    most: 12,
    least: 6,
    slowness: 4,
    say,
    ending: endings,
  });
  isOver = violations.length === 0;
  assert.deepEqual(violations, []);
  const count = (what: string): number => counts.get(what) ?? 0;
  const broken = faults.filter(({ name }) => count(name) > 0);
  assert.ok(broken.length >= 4, `only ${broken.length} kinds of fault`);
  for (const what of [
    'mutations done',
    'mutations refused',
    'mutations undone',
    'calls recorded',
    'acts of several mutations',
    'changes of access',
    'imports',
    'notifications',
    'syncs',
  ])
    assert.ok(count(what) > 0, `no ${what}`);
});
