import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayAccess } from './describe-access.ts';

const divya = { role: 'clinic_staff', clinicIds: ['g'] } as const;

test('Divya, lent to a second clinic, is told of the clinics and not of a role that she had before', () => {
  assert.equal(
    sayAccess(divya, { ...divya, clinicIds: ['g', 'r'] }, ['Ganapathy', 'RS Puram']),
    'Your access changed: you now work for Ganapathy and RS Puram. What you see follows it.',
  );
  assert.match(sayAccess(divya, { ...divya, clinicIds: ['r'] }, null), /: you now work for other clinics\./);
  assert.match(sayAccess(divya, { ...divya, clinicIds: [] }, []), /: you now work for no clinic\./);
});

test('a new role is named, and both where both changed', () => {
  assert.match(sayAccess(divya, { ...divya, role: 'admin' }, ['Ganapathy']), /changed: you are now admin\. What/);
  assert.match(
    sayAccess(divya, { role: 'manager', clinicIds: ['r'] }, ['RS Puram']),
    /: you are now manager, and you now work for RS Puram\./,
  );
});

test('what changed otherwise (the plan) is not called a role', () => {
  assert.equal(sayAccess(divya, divya, ['Ganapathy']), 'Your access changed. What you see follows it.');
});
