import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contacts } from '#shared/modules/contacts.ts';
import { leads } from '#shared/modules/leads.ts';
import { guessMapping, missingIn, sentHeader } from './import-mapping.ts';

test('columns are recognised by label or name, however they are spelt, and no field twice', () => {
  const header = ['FIRST NAME', 'last_name', 'Mobile number', 'Company name', 'First name', 'Shoe size'];
  assert.deepEqual(guessMapping(header, contacts), ['firstName', 'lastName', 'mobile', 'companyId', null, null]);
});

test('what a record cannot be without is missed until a column is it', () => {
  assert.deepEqual(
    missingIn([null, 'email'], contacts).map(({ name }) => name),
    ['firstName'],
  );
  assert.deepEqual(missingIn(['firstName'], contacts), []);
});

test('a column that was left out is not matched by its title after all', () => {
  const sent = sentHeader(['Name', 'Email', 'Created'], ['firstName', null, null]);
  assert.deepEqual(sent, ['firstName', '(2) Email', 'Created']);
});

test('what an ads platform or a colleague’s sheet calls a column is understood', () => {
  const meta = ['id', 'created_time', 'ad_id', 'adset_name', 'campaign_name', 'full_name', 'phone_number', 'email'];
  const found = [null, null, 'adId', 'adSetName', 'campaignName', 'name', 'phone', 'email'];
  assert.deepEqual(guessMapping(meta, leads), found);
  const others = ['Patient name', 'Mobile', 'Lead Source', 'Lead status'];
  assert.deepEqual(guessMapping(others, leads), ['name', 'phone', 'source', 'status']);
  // Where a field of that very name is there, it is that one.
  assert.deepEqual(guessMapping(['Phone', 'Mobile'], contacts), ['phone', 'mobile']);
});
