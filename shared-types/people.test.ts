import assert from 'node:assert/strict';
import { test } from 'node:test';
import { can, heldScopes } from './can.ts';
import { collection } from './collection.ts';
import { people } from './modules/index.ts';
import { inScope } from './access.ts';
import { text } from './fields/text.ts';
import { link } from './fields/link.ts';
import { accessFields, peopleAmong, personAfter, personOf } from './people.ts';

const ben = {
  id: '01a1fd86-94e1-72b8-b9df-000000000001',
  name: 'Ben',
  email: 'ben@smiles.example',
  role: 'clinic_staff',
  isActive: true,
  clinicIds: ['01a1fd86-94e1-72b8-b9df-0000000000c1'],
  deletedAt: null,
} as const;

test('a change of someone’s record makes of them what reading the record again would', () => {
  const before = personOf(people, ben);
  assert.deepEqual(before.memberships['clinics'], ben.clinicIds);
  for (const patch of [{ name: 'Benny' }, { role: 'admin', clinicIds: [] }, { isActive: false }, { lastLoginAt: 'x' }])
    assert.deepEqual(personAfter(people, before, patch), personOf(people, { ...ben, ...patch }));
  assert.ok(!personOf(people, { ...ben, isActive: false }).active);
  assert.ok(!personOf(people, { ...ben, deletedAt: '2026-11-20T00:00:00.000Z' }).active);
});

test('what decides access is named by the definition', () => {
  for (const name of accessFields(people)) assert.ok(people.fields[name], name);
  assert.ok(!accessFields(people).includes(people.people.name));
  assert.throws(() => peopleAmong([]), /not 0/);
  assert.throws(() => peopleAmong([people, people]), /not 2/);
});

const notes = collection({
  name: 'notes',
  label: { one: 'Note', many: 'Notes' },
  suites: ['general'],
  icon: 'note',
  fields: { title: text({ label: 'Title' }), groupId: link({ label: 'Group', to: 'self' }) },
  title: ['title'],
  scopes: [{ name: 'crew', by: { field: 'groupId', memberOf: 'crews' } }],
  actions: ['pin'],
  access: {
    user: { view: { memberOf: 'crews' }, pin: 'everywhere' },
    // @ts-expect-error an action that the collection does not know
    viewer: { view: 'everywhere', piin: 'everywhere' },
    manager: { view: inScope('nowhere') },
    admin: { view: { memberOf: 'teams' } },
  },
  sorts: [{ label: 'Title', by: ['title'] }],
  filters: [],
  list: ['title'],
  form: [],
});

test('a group is whatever the definitions call one; an action is one of the collection’s', () => {
  const actor = {
    id: ben.id,
    name: 'Ben',
    role: 'user',
    memberships: { crews: ['a', 'b'] },
    modules: ['notes'],
  } as const;
  assert.deepEqual(heldScopes(actor, 'view', notes), ['notes:crew:a', 'notes:crew:b']);
  assert.deepEqual(heldScopes({ ...actor, memberships: {} }, 'view', notes), []);
  assert.ok(can(actor, 'pin', notes));
  assert.ok(!can(actor, 'update', notes));
  // @ts-expect-error an action that the collection does not know
  assert.ok(!can(actor, 'piin', notes));
});

test('access that speaks of a scope which is not there is a defect of the definition', () => {
  for (const role of ['manager', 'admin'] as const) {
    const actor = { id: ben.id, name: 'Ben', role, memberships: {}, modules: ['notes'] };
    assert.throws(() => heldScopes(actor, 'view', notes), /notes has no scope for/);
  }
});
