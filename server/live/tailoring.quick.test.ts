import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord } from '#shared/collection.ts';
import { catalogOf } from '#shared/modules/index.ts';
import { settingsId, tailoringScope } from '#shared/tailoring.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { tailoringOf } from './tailoring.ts';

const reader = (version: number, scopes: readonly string[], catalog: Tenant['catalog']) => {
  const tenant = { catalog, catalogs: { version: () => version } } as Tenant;
  return tailoringOf(tenant, { scopes, epoch: 'e', held: null });
};

test('those who see the same of the tailoring are told one text of it, and of what changed the new', () => {
  const settings = { id: settingsId, version: 1, name: 'Smiles' } as unknown as AnyRecord;
  const catalog = catalogOf(['leads', 'settings']).with('settings', settingsId, settings);
  const [ana, ben] = ['ana', 'ben'].map((id) => reader(1, [tailoringScope('settings'), `users:self:${id}`], catalog));
  assert.equal(ana?.records, ben?.records, 'their own scopes are not about it');
  assert.equal(ana?.records?.['settings']?.[0]?.['name'], 'Smiles');
  const renamed = catalog.with('settings', settingsId, { ...settings, name: 'New name' } as AnyRecord);
  assert.equal(reader(2, [tailoringScope('settings')], renamed).records?.['settings']?.[0]?.['name'], 'New name');
  assert.deepEqual(reader(2, ['users:self:ana'], renamed).records?.['settings'] ?? [], []);
});
