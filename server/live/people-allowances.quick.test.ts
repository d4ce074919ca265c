import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '#shared/refusal.ts';
import { messageCost } from './message-cost.ts';
import { createPeopleAllowances } from './people-allowances.ts';

const limited = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'RATE_LIMITED' && Number(error.details?.retryAfter) > 0;

test('an allowance is a person’s, whichever of their sockets they use, and another person’s is untouched', () => {
  const people = createPeopleAllowances({ socketRate: 10, socketsPerPerson: 20 });
  const [one, two] = [people('smiles mal'), people('smiles mal')];
  for (let n = 0; n < 20; n++) {
    one.consume(1);
    two.consume(1);
  }
  assert.throws(() => one.consume(1), limited);
  assert.throws(() => two.consume(1), limited);
  people('smiles ana').consume(1);
});

test('what has arrived is taken off whether or not it is there, and is made up for within a second', (t) => {
  let at = 0;
  t.mock.method(performance, 'now', () => at);
  const mal = createPeopleAllowances({ socketRate: 10, socketsPerPerson: 20 })('smiles mal');
  mal.charge(1_000);
  assert.throws(() => mal.consume(1), limited);
  at += 1_000;
  assert.throws(() => mal.consume(1), limited);
  at += 100;
  mal.consume(1);
});

test('so many sockets and no more; one that closes makes room, once', () => {
  const people = createPeopleAllowances({ socketRate: 1_000, socketsPerPerson: 3 });
  const mal = people('smiles mal');
  const leave = [1, 2, 3].map(() => mal.enter());
  assert.throws(() => mal.enter(), limited);
  leave[0]?.();
  leave[0]?.();
  mal.enter();
  assert.throws(() => mal.enter(), limited);
});

test('coming again and again is refused before it costs anything', () => {
  const people = createPeopleAllowances({ socketRate: 50, socketsPerPerson: 20 });
  const mal = people('smiles mal');
  for (let n = 0; n < 40; n++) mal.enter()();
  assert.throws(() => mal.enter(), limited);
});

test('a flood is one although a part of it is let through; two at a time in haste are none', (t) => {
  let at = 0;
  t.mock.method(performance, 'now', () => at);
  const people = createPeopleAllowances({ socketRate: 50, socketsPerPerson: 20 });
  const send = (person: string, perSecond: number, seconds: number): boolean => {
    const allowance = people(person);
    for (let n = 0; n < perSecond * seconds; n++) {
      at += 1_000 / perSecond;
      try {
        allowance.consume(1);
      } catch (error) {
        assert.ok(limited(error));
      }
    }
    return allowance.isFlood();
  };
  assert.ok(send('smiles mal', 1_000, 3));
  assert.ok(!send('smiles ana', 150, 60));
});

test('a clock that goes back an hour refuses no one', (t) => {
  let at = 10_000_000;
  t.mock.method(performance, 'now', () => at);
  t.mock.method(Date, 'now', () => at);
  const mal = createPeopleAllowances({ socketRate: 10, socketsPerPerson: 20 })('smiles mal');
  mal.consume(1);
  at -= 3_600_000;
  mal.consume(1);
});

test('what asks for more counts as more, and never as more than can be saved up', () => {
  assert.equal(messageCost('query', { limit: 200 }, 50), 4);
  assert.equal(messageCost('query', {}, 50), 1);
  assert.equal(messageCost('get', { ids: Array.from({ length: 200 }) }, 50), 4);
  assert.equal(messageCost('mutateMany', { mutations: Array.from({ length: 200 }) }, 50), 10);
  assert.equal(messageCost('sync', null, 50), 3);
  assert.equal(messageCost('view', 'x', 50), 1);
  for (const limit of [Number.NaN, Infinity, -5, '200']) assert.ok(messageCost('query', { limit }, 50) >= 1);
  assert.equal(messageCost('get', { ids: Array.from({ length: 60_000 }) }, 50), 50);
});
