import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Claim } from './claim.ts';
import { createLanes, type Line } from './lanes.ts';

type Item = { readonly name: string; readonly claim: Claim };

type Running = { readonly names: string; readonly end: () => void; readonly between: () => Promise<void> };

/** Lanes whose batches end when the test says so. */
const openLanes = () => {
  const running: Running[] = [];
  let idle = 0;
  const lanes = createLanes<Item>({
    answer: async (batch, between) => {
      await between();
      const { promise, resolve } = Promise.withResolvers<void>();
      running.push({ names: batch.map(({ name }) => name).join(' '), end: resolve, between });
      await promise;
    },
    onIdle: () => (idle += 1),
  });
  const add = (name: string, { writes = [], reads = [], alone = false, line = 'urgent' }: Touched = {}): void => {
    const [person = ''] = name;
    const claim: Claim = { writes: new Set([`by ${person}`, ...writes]), reads: new Set(reads), isAlone: alone };
    lanes.add(line, person, { name, claim });
  };
  /** What runs once everything that can be started was. */
  const now = async (): Promise<string[]> => {
    await turn();
    await turn();
    return running.map(({ names }) => names);
  };
  const end = (names: string): void => {
    const at = running.findIndex((one) => one.names === names);
    running.splice(at, 1)[0]?.end();
  };
  return { add, now, end, running, idle: () => idle };
};

type Touched = {
  readonly writes?: readonly string[];
  readonly reads?: readonly string[];
  readonly alone?: boolean;
  readonly line?: Line;
};

test('batches that touch different records run side by side, what touches the same waits', async () => {
  const { add, now, end, idle } = openLanes();
  add('ana', { writes: ['lead 1'] });
  assert.deepEqual(await now(), ['ana']);
  add('ben', { writes: ['lead 1'] });
  add('cara', { writes: ['lead 2'] });
  assert.deepEqual(await now(), ['ana', 'cara']);
  add('dan', { writes: ['lead 3'] });
  assert.deepEqual(await now(), ['ana', 'cara'], 'both lanes are taken');
  end('cara');
  assert.deepEqual(await now(), ['ana', 'dan']);
  end('dan');
  end('ana');
  assert.deepEqual(await now(), ['ben']);
  assert.equal(idle(), 0);
  end('ben');
  await now();
  assert.equal(idle(), 1);
});

test('what one person sends is done in its order, however different it is', async () => {
  const { add, now, end } = openLanes();
  add('ana 1', { writes: ['lead 1'] });
  await now();
  add('ana 2', { writes: ['lead 2'] });
  add('ben', { writes: ['lead 3'] });
  assert.deepEqual(await now(), ['ana 1', 'ben']);
  end('ana 1');
  assert.deepEqual(await now(), ['ben', 'ana 2']);
});

test('two may link to the same record side by side, and who writes it is not overtaken by more of them', async () => {
  const { add, now, end } = openLanes();
  add('ana', { writes: ['lead 1'], reads: ['clinic'] });
  await now();
  add('ben', { writes: ['lead 2'], reads: ['clinic'] });
  assert.deepEqual(await now(), ['ana', 'ben']);
  add('cara', { writes: ['clinic'] });
  add('dan', { writes: ['lead 3'], reads: ['clinic'] });
  end('ben');
  assert.deepEqual(await now(), ['ana']);
  end('ana');
  assert.deepEqual(await now(), ['cara dan'], 'in one batch they are done in their order');
});

test('what concerns everyone runs alone, and nothing that came after it goes before', async () => {
  const { add, now, end } = openLanes();
  add('ana', { writes: ['lead 1'] });
  await now();
  add('ben', { alone: true });
  add('cara', { writes: ['lead 2'] });
  assert.deepEqual(await now(), ['ana']);
  end('ana');
  assert.deepEqual(await now(), ['ben cara']);
  add('dan', { writes: ['lead 3'] });
  assert.deepEqual(await now(), ['ben cara']);
  end('ben cara');
  assert.deepEqual(await now(), ['dan']);
});

test('a long list goes part by part, beside people and behind them, and has a turn however many they are', async () => {
  const { add, now, end } = openLanes();
  for (const part of [1, 2, 3]) add(`ida ${part}`, { line: 'bulk', writes: [`lead ${part}`] });
  assert.deepEqual(await now(), ['ida 1'], 'one at a time');
  add('ben', { writes: ['lead 9'] });
  assert.deepEqual(await now(), ['ida 1', 'ben']);
  // All want the record of the second part, and there is always one more of them.
  let batches = 0;
  add('cara', { writes: ['lead 2'] });
  end('ben');
  end('ida 1');
  for (let others = await now(); !others.includes('ida 2'); others = await now()) {
    batches += 1;
    assert.ok(batches < 30, 'its turn does not come');
    add(batches % 2 === 0 ? 'cara' : 'dan', { writes: ['lead 2'] });
    for (const one of others) end(one);
  }
  assert.ok(batches > 15, 'people go first');
});

test('a part of a long list that has to be tried again lets people have its record meanwhile', async () => {
  const { add, now, end, running } = openLanes();
  add('ida', { line: 'bulk', writes: ['lead 1'] });
  await now();
  add('ben', { writes: ['lead 1'] });
  add('cara', { writes: ['lead 2'] });
  assert.deepEqual(await now(), ['ida', 'cara']);
  let isBack = false;
  void running[0]?.between().then(() => (isBack = true));
  assert.deepEqual(await now(), ['ida', 'cara', 'ben']);
  add('dan', { writes: ['lead 1'] });
  end('cara');
  await now();
  assert.equal(isBack, false, 'ben is at its record');
  end('ben');
  assert.deepEqual(await now(), ['ida'], 'dan came after it, and waits');
  assert.equal(isBack, true);
  end('ida');
  assert.deepEqual(await now(), ['dan']);
});

test('people take turns in every lane', async () => {
  const { add, now, end, running } = openLanes();
  add('x', { writes: ['hot'] });
  await now();
  for (let n = 0; n < 300; n++) add(`mal ${n}`, { writes: [`m${n}`] });
  add('ana', { writes: ['lead 1'] });
  await now();
  const [, second] = running;
  assert.equal(second?.names.split(' ').includes('ana'), true, second?.names);
  end('x');
});

test('two batches that met in what neither of them says are tried again one after the other, before what comes later', async () => {
  const { add, now, end, running } = openLanes();
  add('ana', { writes: ['task'] });
  await now();
  add('ben', { writes: ['subtask'] });
  assert.deepEqual(await now(), ['ana', 'ben']);
  let isAlone = false;
  void running[1]?.between().then(() => (isAlone = true));
  add('cara', { writes: ['lead'] });
  assert.deepEqual(await now(), ['ana', 'ben'], 'cara came later');
  assert.equal(isAlone, false);
  await running[0]?.between();
  end('ana');
  assert.deepEqual(await now(), ['ben']);
  assert.equal(isAlone, true);
  end('ben');
  assert.deepEqual(await now(), ['cara']);
});
