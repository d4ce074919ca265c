import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#shared/refusal.ts';
import { createFairSlots, productItself } from './fair-slots.ts';

/** Slots whose turns are told by what was begun. */
const setUp = (places = 3, waitTimeoutMs = 60_000) => {
  const slots = createFairSlots({ places: () => places, waitTimeoutMs });
  const begun: string[] = [];
  const running: { readonly name: string; readonly end: () => void }[] = [];
  const read = (
    person: string,
    name: string,
    people: readonly string[] = [person],
  ): ReturnType<typeof slots.reserve> => {
    const reservation = slots.reserve(people);
    reservation.granted.then(
      (end) => {
        begun.push(name);
        running.push({ name, end });
      },
      () => undefined,
    );
    return reservation;
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string): Promise<void> => {
    running.find((one) => one.name === name)?.end();
    await settle();
  };
  return { read, end, begun, settle };
};

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

test('one who asks once is next, however much another has waiting', async () => {
  const { read, end, begun, settle } = setUp();
  for (let n = 1; n <= 20; n++) read('Mal', `m${n}`);
  await settle();
  assert.deepEqual(begun, ['m1', 'm2'], 'one person never has all slots');
  read('Ana', 'a1');
  await settle();
  assert.deepEqual(begun, ['m1', 'm2', 'a1']);
  read('Ben', 'b1');
  await end('m1');
  assert.deepEqual(begun.at(-1), 'b1', 'who reads nothing comes before who reads');
});

test('the last slot is kept for those who have used little lately', async (t) => {
  const now = t.mock.method(performance, 'now', () => 0);
  const at = (ms: number): void => now.mock.mockImplementation(() => ms);
  const { read, end, begun, settle } = setUp();
  for (const person of ['Mal', 'Mia', 'Max']) read(person, `${person} 1`);
  await settle();
  at(2_000);
  for (const person of ['Mal', 'Mia', 'Max']) read(person, `${person} 2`);
  for (const person of ['Mal', 'Mia', 'Max']) await end(`${person} 1`);
  assert.deepEqual(begun.slice(3), ['Mal 2', 'Mia 2'], 'each has used two seconds');
  read('Ana', 'a1');
  await settle();
  assert.deepEqual(begun.slice(5), ['a1']);
  at(60_000);
  read('Ana', 'a2');
  await end('a1');
  assert.deepEqual(
    begun.slice(6),
    ['Max 2'],
    'a minute later it has cost her more than him, who had long forgotten it',
  );
  await end('Max 2');
  await end('Mal 2');
  assert.deepEqual(begun.slice(7), ['a2']);
});

test('those who come newly, one after the other, do not keep out someone who reads steadily', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const { read, end, begun, settle } = setUp();
  read('Ana', 'a1');
  await settle();
  now = 3_000;
  await end('a1');
  let count = 0;
  const newcomer = (): string => {
    count += 1;
    read(`n${count}`, `n${count}`);
    return `n${count}`;
  };
  // A dozen always wait: for each that leaves the next one comes.
  for (let n = 0; n < 12; n++) newcomer();
  read('Ana', 'a2');
  await settle();
  for (let ended = 0; now < 7_000 && !begun.includes('a2'); ended++) {
    now += 20;
    newcomer();
    await end(begun[1 + ended] ?? '');
  }
  assert.ok(begun.includes('a2'), 'her turn comes');
  assert.ok(now < 5_000, `after ${now - 3_000} ms`);
});

test('among those who read much, one who has used less does not lose their place by others’ waiting', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const { read, end, begun, settle } = setUp();
  const heavy = Array.from({ length: 10 }, (_, n) => `m${n}`);
  for (let n = 0; n < 20; n++) for (const person of heavy) read(person, `${person} ${n}`);
  await settle();
  let ended = 0;
  const pass = async (): Promise<void> => {
    now += 100;
    await end(begun[ended++] ?? '');
  };
  while (now < 8_000) await pass();
  read('Ana', 'a1');
  const before = now;
  while (!begun.includes('a1')) await pass();
  assert.ok(now - before <= 200, `she waits for a slot, not for a round: ${now - before} ms`);
});

test('one question comes before the many of those who have used less', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const { read, end, begun, settle } = setUp();
  read('Ana', 'a1');
  await settle();
  now = 300;
  await end('a1');
  const many = ['Mal', 'Mia', 'Max', 'Moe'];
  for (let n = 0; n < 10; n++) for (const person of many) read(person, `${person} ${n}`);
  await settle();
  now = 400;
  read('Ana', 'a2');
  await end('Max 0');
  assert.equal(begun.at(-1), 'a2', 'though Moe has used nothing, and waited longer');
});

test('more than someone may have waiting is refused at once; the product itself may wait', async () => {
  const { read, settle } = setUp();
  for (let n = 0; n < 24; n++) read('Mal', `m${n}`);
  assert.throws(() => read('Mal', 'too much'), refusedWith('RATE_LIMITED'));
  for (let n = 0; n < 100; n++) read(productItself, `p${n}`);
  read('Ana', 'a1');
  await settle();
});

test('a line full of others’ questions lets in who has few of their own', () => {
  const { read } = setUp();
  for (let person = 0; person < 30; person++)
    for (let n = 0; n < 14 && person * 14 + n < 403; n++) read(`p${person}`, `${n}`);
  assert.throws(() => read('p0', 'more'), refusedWith('RATE_LIMITED'));
  for (let n = 0; n < 4; n++) read('Ana', `a${n}`);
  assert.throws(() => read('Ana', 'a5'), refusedWith('RATE_LIMITED'));
});

test('what several wait for begins in the first turn of any of them, and once', async () => {
  const { read, end, begun, settle } = setUp();
  for (let n = 1; n <= 10; n++) read('Mal', `m${n}`);
  const shared = read('Mal', 'shared');
  await settle();
  assert.deepEqual(begun, ['m1', 'm2']);
  shared.join('Ana');
  shared.join('Ana');
  await settle();
  assert.deepEqual(begun, ['m1', 'm2', 'shared']);
  await end('shared');
  for (let n = 1; n <= 10; n++) await end(`m${n}`);
  assert.equal(begun.filter((name) => name === 'shared').length, 1);
});

test('where one may not wait, the read waits for those who may', async () => {
  const { read, begun, settle } = setUp();
  for (let n = 0; n < 24; n++) read('Mal', `m${n}`);
  read('Mal', 'shared', ['Mal', 'Ana']);
  await settle();
  assert.ok(begun.includes('shared'));
});

test('a turn that does not come is refused, and is not waited for any more', async () => {
  const { read, end, begun, settle } = setUp(1, 10);
  read('Ana', 'a1');
  const late = read('Ben', 'b1');
  await assert.rejects(late.granted, refusedWith('UNAVAILABLE'));
  await end('a1');
  await settle();
  assert.deepEqual(begun, ['a1']);
  read('Cara', 'c1');
  await settle();
  assert.deepEqual(begun, ['a1', 'c1']);
});
