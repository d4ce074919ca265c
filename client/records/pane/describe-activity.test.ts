import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActivityEntry } from '#shared/protocol.ts';
import { fieldOf } from '#shared/collection.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { valueText } from '#client/fields/value-text.ts';
import { describeActivity } from './describe-activity.ts';

const context = {
  nameOf: ({ id }: { readonly id: string }) => (id.endsWith('1') ? 'Anaimalai Tea Estates' : null),
  today: '2026-11-20',
  timeZone: 'Asia/Kolkata',
};
const words = {
  say: (name: string, value: unknown) => {
    const field = fieldOf(contacts, name);
    return field ? valueText(value, field, context) : String(value);
  },
};
const created = '2026-11-20T05:00:00.000Z';
const entry = (fields: ActivityEntry['fields'], over: Partial<ActivityEntry> = {}): ActivityEntry => ({
  seq: 1,
  mid: '01a1fd86-94e1-72b8-b9df-0000000000bb',
  group: null,
  at: created,
  by: { id: 'p', name: 'Priya' },
  command: 'contacts.update',
  reason: null,
  op: 'update',
  fields,
  ...over,
});

const cases: readonly [string, ActivityEntry, readonly string[]][] = [
  ['an edit', entry({ firstName: { from: 'Kavya', to: 'Kavitha' } }), ['changed first name from Kavya to Kavitha']],
  ['a first value', entry({ jobTitle: { from: null, to: 'Buyer' } }), ['set job title to Buyer']],
  ['a value whose past is not theirs to see', entry({ jobTitle: { to: 'Buyer' } }), ['set job title to Buyer']],
  ['one that went where they do not see', entry({ jobTitle: { from: 'Buyer' } }), ['changed job title']],
  ['a cleared one', entry({ jobTitle: { from: 'Buyer', to: null } }), ['cleared job title (it was Buyer)']],
  [
    'a link by its record’s name',
    entry({ companyId: { from: null, to: '01a1fd86-94e1-72b8-b9df-000000000001' } }),
    ['set company to Anaimalai Tea Estates'],
  ],
  [
    'a link to what one does not see',
    entry({ companyId: { from: null, to: '01a1fd86-94e1-72b8-b9df-000000000002' } }),
    ['set company to a record that is not shared with you'],
  ],
  ['a phone once', entry({ mobileRaw: { from: 'a', to: 'b' } }), []],
  ['its creation', entry({}, { op: 'create' }), ['added it']],
  ['an import', entry({}, { op: 'create', at: '2026-11-21T05:00:00.000Z' }), ['imported it']],
  [
    'what came back without a link',
    entry({ companyId: { from: null, to: null } }, { op: 'restore' }),
    ['brought it back', 'cleared company'],
  ],
  ['its deletion', entry({}, { op: 'delete' }), ['deleted it']],
];

for (const [name, given, said] of cases)
  test(`a timeline without words of its own says ${name}`, () =>
    assert.deepEqual(
      describeActivity(given, contacts, words, created).map((one) => one.text),
      said,
    ));

test('a module’s own words come first, and a long text is cut to a line', () => {
  const own = {
    ...words,
    order: ['person'],
    fields: {
      assignedTo: () => ({ kind: 'person', text: 'took it over' }),
      jobTitle: () => null,
    },
  };
  const given = entry({
    firstName: { from: null, to: 'x'.repeat(200) },
    jobTitle: { from: null, to: 'Buyer' },
    assignedTo: { from: null, to: 'p' },
  });
  const [first, second, ...rest] = describeActivity(given, contacts, own, created).map((one) => one.text);
  assert.equal(first, 'took it over');
  assert.equal(second, `set first name to ${'x'.repeat(79)}…`);
  assert.deepEqual(rest, []);
});
