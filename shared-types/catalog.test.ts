import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from './collection.ts';
import { catalogOf, modulesOf, productCatalog } from './modules/index.ts';
import { leads } from './modules/leads.ts';

const dental = modulesOf('dental');

const field = (values: Record<string, unknown> = {}): AnyRecord =>
  ({
    id: 'a',
    version: 1,
    collection: 'leads',
    name: 'budget',
    label: 'Budget',
    kind: 'number',
    help: null,
    options: null,
    required: false,
    section: null,
    position: 1,
    inList: true,
    active: true,
    ...values,
  }) as unknown as AnyRecord;

test('a tenant has the collections of its modules, and the product’s own where it made nothing of them', () => {
  const catalog = catalogOf(dental);
  assert.equal(catalog.named('companies'), undefined);
  assert.equal(catalog.named('leads'), productCatalog.named('leads'));
  assert.equal(catalog.named('constructor'), undefined);
  assert.equal(catalog.command('companies.create'), undefined);
});

test('an added field is in the definition, the list, the form, the sorts and the commands', () => {
  const catalog = catalogOf(dental).with('customFields', 'a', field());
  const tailored = catalog.of(leads);
  assert.ok('x_budget' in tailored.fields);
  assert.deepEqual(tailored.form.at(-1), { title: 'More', fields: ['x_budget'] });
  assert.ok(tailored.list.includes('x_budget' as never));
  assert.ok(tailored.sorts.some(({ by }) => by[0] === 'x_budget'));
  assert.ok(catalog.command('leads.create')?.input['x_budget']);
  assert.equal(catalog.command('leads.assign')?.collection, catalog.named('leads'));
});

test('a field that is out of use is not there; what did not change is the same definition', () => {
  const before = catalogOf(dental).with('customFields', 'a', field());
  const after = before.with('customFields', 'a', field({ version: 2, active: false }));
  assert.equal('x_budget' in after.of(leads).fields, false);
  assert.equal(after.named('clinics'), before.named('clinics'));
  const relabelled = before.with('customFields', 'b', field({ id: 'b', collection: 'clinics', name: 'size' }));
  assert.equal(relabelled.named('leads'), before.named('leads'));
});

test('a section of the product’s form takes the field that names it', () => {
  const catalog = catalogOf(dental).with('customFields', 'a', field({ section: 'Person' }));
  const person = catalog.of(leads).form.find(({ title }) => title === 'Person');
  assert.equal(person?.fields.at(-1), 'x_budget');
});

test('choices are the tenant’s, and what a newer product has beside them comes last', () => {
  const choices = [
    { label: 'School camp', value: 'school_camp' },
    { label: 'Word of mouth', value: 'referral' },
  ];
  const set = { id: 's', version: 1, field: 'leads.source', choices } as unknown as AnyRecord;
  const found = catalogOf(dental)
    .with('choiceSets', 's', set)
    .of(leads)
    .fields.source.choices.map(({ label }) => label);
  assert.deepEqual(found.slice(0, 3), ['School camp', 'Word of mouth', 'Meta ads']);
  assert.equal(found.length, leads.fields.source.choices.length + 1);
});
