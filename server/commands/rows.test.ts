import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { world } from '#server/testing/world.ts';

type Line = { readonly id: string; readonly quantity: number; readonly total: number };

const linesOf = (answer: unknown): readonly Line[] =>
  (answer as { record: { lineItems: readonly Line[] } }).record.lineItems;

test('two people work on two lines of a deal, and meet only where they change the same one', async (t) => {
  const w = await world(t, { also: ['general'] });
  const [anita, rahul] = [await w.staffOf('manager'), await w.staffOf('manager')];
  const [anitas, rahuls] = [await anita.connect(), await rahul.connect()];
  const pump = await w.create(w.general, 'items.create', { name: 'Pump', unitPrice: 1_000 });
  const valve = { id: 'valve', price: 250, quantity: 3, discount: 10 };
  const { id } = await w.create(w.general, 'deals.create', {
    name: 'Pumps for Pollachi',
    lineItems: [{ id: 'pump', itemId: pump.id, price: 1_000, quantity: 2 }, valve],
  });
  const change = (lineItems: unknown) => ({ id, patch: { lineItems } });

  const first = await anitas.mutate(
    'deals.update',
    change({ put: [{ id: 'pump', itemId: pump.id, price: 1_000, quantity: 5 }] }),
    { base: 1 },
  );
  assert.ok(first.ok);
  // From what they both saw: another line, so both win.
  const second = await rahuls.mutate(
    'deals.update',
    change({
      put: [
        { ...valve, discount: null },
        { id: 'new', price: 99 },
      ],
      order: ['new'],
    }),
    { base: 1 },
  );
  assert.ok(second.ok, JSON.stringify(second));
  assert.deepEqual(
    linesOf(second).map((line) => [line.id, line.quantity, line.total]),
    [
      ['new', 1, 99],
      ['pump', 5, 5_000],
      ['valve', 3, 750],
    ],
  );
  assert.equal(second.record?.['amount'], 5_849, 'the amount is what the lines come to');

  const late = await rahuls.mutate('deals.update', change({ remove: ['pump'] }), { base: 1 });
  assert.ok(!late.ok && late.error.code === 'CONFLICT' && late.error.details?.field === 'lineItems');
  assert.equal(late.error.details.by, anita.name);
  // A whole list that was made before says of each line what it should be: the lines of others too.
  const whole = await rahuls.mutate('deals.update', change([valve]), { base: 1 });
  assert.ok(!whole.ok && whole.error.code === 'CONFLICT');
  const seen = await rahuls.mutate('deals.update', change({ remove: ['pump', 'new'] }), { base: 3 });
  assert.deepEqual(seen.ok && linesOf(seen).map((line) => line.id), ['valve'], JSON.stringify(seen));
});

test('what a line points at has to be there, and the one who asks has to see it', async (t) => {
  const w = await world(t, { also: ['general'] });
  const manager = await w.staffOf('manager');
  const wrong = await manager.mutate('deals.create', {
    name: 'Pumps',
    lineItems: [{ itemId: v7(), price: 1 }],
  });
  assert.ok(!wrong.ok && wrong.error.code === 'VALIDATION_ERROR' && wrong.error.details?.field === 'lineItems');
  assert.match(wrong.error.message, /does not exist/);
});

test('a task is about a record of one of several collections, if one sees that', async (t) => {
  const w = await world(t, { also: ['general'] });
  const [manager, user] = [await w.staffOf('manager'), await w.staffOf('user')];
  const contact = await w.create(w.general, 'contacts.create', { firstName: 'Meena', assignedTo: manager.id });
  const about = { title: 'Send the price list', subject: `contacts/${contact.id}` };
  const made = await manager.mutate('tasks.create', { ...about, assignedTo: user.id });
  assert.ok(made.ok, JSON.stringify(made));
  assert.equal(made.record?.['assignedBy'], manager.id);
  // The user may not see Meena, and so cannot make a task about her.
  const refused = await user.mutate('tasks.create', about);
  assert.ok(!refused.ok && refused.error.details?.field === 'subject', JSON.stringify(refused));
  const found = await manager.request('GET', `/tasks?subject=contacts/${contact.id}`);
  assert.equal((found.body.data as unknown[]).length, 1);
  const counted = await user.request('GET', '/tasks/facets?by=subject');
  assert.deepEqual(counted.body.data, [[`contacts/${contact.id}`, 1]]);
});
