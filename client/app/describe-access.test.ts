import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAccess } from './describe-access.ts';

const divya = { role: 'clinic_staff', memberships: { clinics: ['g'] } } as const;

test('Divya, lent to a second clinic, reads about the clinics and not about a role that she had before', () => {
  assert.equal(
    describeAccess(divya, { ...divya, memberships: { clinics: ['g', 'r'] } }, ['Ganapathy', 'RS Puram']),
    'Your access changed: you now work for Ganapathy and RS Puram. What you see follows it.',
  );
  assert.match(
    describeAccess(divya, { ...divya, memberships: { clinics: ['r'] } }, null),
    /: you now work for other clinics\./,
  );
  assert.match(describeAccess(divya, { ...divya, memberships: { clinics: [] } }, []), /: you now work for no clinic\./);
});

test('a new role is named, and both where both changed', () => {
  assert.match(describeAccess(divya, { ...divya, role: 'admin' }, ['Ganapathy']), /changed: you are now admin\. What/);
  assert.match(
    describeAccess(divya, { role: 'manager', memberships: { clinics: ['r'] } }, ['RS Puram']),
    /: you are now manager, and you now work for RS Puram\./,
  );
});

test('what changed otherwise (the plan) is not called a role', () => {
  assert.equal(describeAccess(divya, divya, ['Ganapathy']), 'Your access changed. What you see follows it.');
});
