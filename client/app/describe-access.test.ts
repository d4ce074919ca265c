import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAccess } from './describe-access.ts';

const names =
  (...list: string[]) =>
  () =>
    list;

const divya = { role: 'clinic_staff', memberships: { clinics: ['g'] } } as const;

test('Divya, lent to a second clinic, reads about the clinics and not about a role that she had before', () => {
  assert.equal(
    describeAccess(divya, { ...divya, memberships: { clinics: ['g', 'r'] } }, names('Ganapathy', 'RS Puram')),
    'Your access changed: you now work for Ganapathy and RS Puram. What you see follows it.',
  );
  assert.match(
    describeAccess(divya, { ...divya, memberships: { clinics: ['r'] } }, () => null),
    /: you now work for other clinics\./,
  );
  assert.match(
    describeAccess(divya, { ...divya, memberships: { clinics: [] } }, names()),
    /: you now work for no clinic\./,
  );
});

test('a new role is named, and both where both changed', () => {
  assert.match(
    describeAccess(divya, { ...divya, role: 'admin' }, names('Ganapathy')),
    /changed: you are now admin\. What/,
  );
  assert.match(
    describeAccess(divya, { role: 'manager', memberships: { clinics: ['r'] } }, names('RS Puram')),
    /: you are now manager, and you now work for RS Puram\./,
  );
});

test('what changed otherwise (the plan) is not called a role', () => {
  assert.equal(describeAccess(divya, divya, names('Ganapathy')), 'Your access changed. What you see follows it.');
});

test('a team is what one is in, and not what one works for', () => {
  const anita = { role: 'user', memberships: { clinics: [], teams: ['n'] } } as const;
  const both = { ...anita, memberships: { clinics: [], teams: ['s', 'n'] } };
  assert.match(describeAccess(anita, both, names('North', 'South')), /: you are now in North and South\./);
  assert.match(
    describeAccess(both, anita, () => null),
    /: you are now in other teams\./,
  );
  assert.match(describeAccess(both, { ...anita, memberships: { teams: [] } }, names()), /: you are now in no team\./);
  assert.equal(
    describeAccess(both, { ...both, memberships: { teams: ['n', 's'] } }, names()),
    'Your access changed. What you see follows it.',
  );
});
