import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productCatalog } from '#shared/modules/index.ts';
import { canMoveMany } from './can-move-many.ts';

test('more than one change moves is offered to be moved only where it can be', () => {
  for (const [collection, field, can] of [
    ['leads', 'clinicId', true],
    ['tasks', 'subject', true],
    // No filter finds a deal by its lines, and a person has other clinics beside this one.
    ['deals', 'lineItems', false],
    ['users', 'clinicIds', false],
    ['leads', 'none', false],
  ] as const)
    assert.equal(canMoveMany(productCatalog, { collection, field }), can, field);
});
