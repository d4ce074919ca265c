import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Collection } from '#shared/collection.ts';
import { companies } from '#shared/modules/companies.ts';
import { contacts } from '#shared/modules/contacts.ts';
import { deals } from '#shared/modules/deals.ts';
import { leads } from '#shared/modules/leads.ts';
import { importedColumns, productCatalog } from '#shared/modules/index.ts';
import { guessColumns, targetText } from './column-titles.ts';
import { fillable } from './columns.ts';

const guess = (definition: object, header: readonly string[]): (string | null)[] => {
  const of = definition as Collection;
  // A file of another product has ids of its own.
  const fields = fillable(of).filter(([name, { rawOf }]) => name !== 'id' && rawOf === undefined);
  return guessColumns(of, fields, header).map((target) => target && targetText(target));
};

/** What products write over the columns of what they export, and what each is here. */
const exports: readonly [product: string, definition: object, columns: Readonly<Record<string, string | null>>][] = [
  [
    'Meta lead ads',
    leads,
    {
      id: null,
      created_time: 'createdAt',
      ad_id: 'adId',
      ad_name: null,
      adset_name: 'adSetName',
      campaign_name: 'campaignName',
      is_organic: null,
      platform: 'source',
      full_name: 'name',
      phone_number: 'phone',
      email: 'email',
      lead_status: 'status',
    },
  ],
  [
    'Google Ads lead forms',
    leads,
    {
      'Lead Submit Time': 'createdAt',
      Campaign: 'campaignName',
      'Ad group': 'adSetName',
      'Full Name': 'name',
      'User Phone': 'phone',
      'User Email': 'email',
      'Lead ID': null,
    },
  ],
  [
    'HubSpot',
    contacts,
    {
      'Record ID': null,
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Email: 'email',
      'Phone Number': 'phone',
      'Mobile Phone Number': 'mobile',
      'Contact owner': 'assignedTo',
      'Last Activity Date (GMT+5:30)': 'lastContactedDate',
      'Create Date (GMT+5:30)': 'createdAt',
      'Associated Company': 'companyId',
      'Lifecycle Stage': 'type',
      'State/Region': 'state',
      'Website URL': 'website',
    },
  ],
  [
    'Zoho',
    contacts,
    {
      'Record Id': null,
      'Contact Owner': 'assignedTo',
      'Lead Source': 'source',
      'First Name': 'firstName',
      'Last Name': 'lastName',
      'Account Name': 'companyId',
      Title: 'jobTitle',
      Phone: 'phone',
      Mobile: 'mobile',
      'Created Time': 'createdAt',
      'Mailing City': 'city',
      'Mailing Zip': 'postalCode',
      Tag: 'tags',
      Description: 'notes',
    },
  ],
  [
    'Pipedrive people',
    contacts,
    {
      'Person - Name': 'firstName:whole',
      'Person - Label': 'tags',
      'Person - Organization': 'companyId',
      'Person - Email - Work': 'email',
      'Person - Email - Home': 'email',
      'Person - Phone - Work': 'phone',
      'Person - Phone - Mobile': 'mobile',
      'Person - Owner': 'assignedTo',
      'Person - Person created': 'createdAt',
    },
  ],
  [
    'Pipedrive deals',
    deals,
    {
      'Deal - Title': 'name',
      'Deal - Value': 'amount',
      'Deal - Stage': 'stage',
      'Deal - Organization': 'companyId',
      'Deal - Contact person': 'contactId',
      'Deal - Expected close date': 'expectedCloseDate',
    },
  ],
  [
    'Google Contacts',
    contacts,
    {
      'First Name': 'firstName',
      'Middle Name': null,
      'Last Name': 'lastName',
      'Organization Name': 'companyId',
      'Organization Title': 'jobTitle',
      Labels: 'tags',
      'E-mail 1 - Label': null,
      'E-mail 1 - Value': 'email',
      'E-mail 2 - Value': 'email',
      'Phone 1 - Label': null,
      'Phone 1 - Value': 'phone',
      'Phone 2 - Value': 'phone',
      'Address 1 - City': 'city',
      'Website 1 - Value': 'website',
    },
  ],
  [
    'Outlook',
    contacts,
    {
      'First Name': 'firstName',
      'Last Name': 'lastName',
      Company: 'companyId',
      'Job Title': 'jobTitle',
      'Business Street': 'street',
      'Business Postal Code': 'postalCode',
      'Business Phone': 'phone',
      'Home Phone 2': 'phone',
      'Mobile Phone': 'mobile',
      'E-mail Address': 'email',
      'E-mail 2 Address': 'email',
      Categories: 'tags',
      'Web Page': 'website',
    },
  ],
  [
    'HubSpot companies',
    companies,
    { 'Company name': 'name', 'Company owner': 'accountOwner', 'Company Domain Name': 'website' },
  ],
];
for (const [product, definition, columns] of exports)
  test(`an export of ${product} maps by itself`, () =>
    assert.deepEqual(
      Object.fromEntries(
        guess(definition, Object.keys(columns)).map((target, at) => [Object.keys(columns)[at], target]),
      ),
      columns,
    ));

test('parts of a name are taken where no column is the whole, and the whole where its parts are asked for', () => {
  assert.deepEqual(guess(leads, ['First name', 'Surname', 'Mobile']), ['name:first', 'name:last', 'phone']);
  assert.deepEqual(guess(leads, ['First name', 'Name', 'Mobile']), [null, 'name', 'phone']);
  assert.deepEqual(guess(contacts, ['Name', 'Email']), ['firstName:whole', 'email']);
  assert.deepEqual(guess(contacts, ['Name', 'First name']), [null, 'firstName']);
  assert.deepEqual(guess(deals, ['First name', 'Name']), [null, 'name']);
});

test('names of other products are given to fields and choices that there are', () => {
  for (const [collection, fields] of Object.entries(importedColumns))
    for (const [name, { alsoWritten = {} }] of Object.entries(fields)) {
      const field = productCatalog.named(collection)?.fields[name];
      assert.ok(field, `${collection}.${name}`);
      for (const value of Object.values(alsoWritten))
        assert.ok(
          field.choices?.some((choice) => choice.value === value),
          `${collection}.${name}: ${value}`,
        );
    }
});
