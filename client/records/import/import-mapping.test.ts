import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contacts } from '#shared/modules/contacts.ts';
import { leads } from '#shared/modules/leads.ts';
import { missingIn, targetsOf, withColumn } from './import-mapping.ts';

test('what a record cannot be without is missed until a column, or a part of a name, is it', () => {
  const missed = (mapping: readonly (string | null)[]): string[] =>
    missingIn(mapping, contacts).map(({ name }) => name);
  assert.deepEqual(missed([null, 'email']), ['firstName']);
  assert.deepEqual(missed(['firstName']), []);
  assert.deepEqual(missed(['firstName:whole']), []);
});

test('a field has one column, but for numbers, addresses and the parts of a name', () => {
  assert.deepEqual(withColumn(['city', null], 1, 'city', contacts), [null, 'city']);
  assert.deepEqual(withColumn(['phone', null], 1, 'phone', contacts), ['phone', 'phone']);
  assert.deepEqual(withColumn(['name:first', null], 1, 'name:last', leads), ['name:first', 'name:last']);
  assert.deepEqual(withColumn(['name:first', 'name:last'], 1, 'name:first', leads), [null, 'name:first']);
  assert.deepEqual(withColumn(['name:first', null], 1, 'name', leads), [null, 'name']);
  assert.deepEqual(withColumn(['city', 'state'], 0, null, contacts), [null, 'state']);
});

test('a column may become every field, and the parts that its name has or lacks', () => {
  const parts = (definition: Parameters<typeof targetsOf>[0]): string[] =>
    targetsOf(definition)
      .filter(({ name }) => name.includes(':'))
      .map(({ label }) => label);
  assert.deepEqual(parts(leads), ['Name: first name', 'Name: middle name', 'Name: last name']);
  assert.deepEqual(parts(contacts), ['First name and last name']);
});
