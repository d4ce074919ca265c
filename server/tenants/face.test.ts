import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Catalog } from '#shared/catalog.ts';
import { databaseNameOf, findRegistered, saveRegistered } from './registry.ts';
import { createFace } from './face.ts';
import { openTenantPool } from './tenant-pool.ts';
import { testCluster } from '#server/testing/cluster.ts';
import type { TenantInfo } from './tenant.ts';

test('the registry follows quick changes of the settings in their order, also back to what it began with', async (t) => {
  const { config, log } = testCluster(t);
  const { platform, close } = await openTenantPool({ config, log });
  t.after(close);
  const info: TenantInfo = {
    id: v7(),
    slug: 'apollo',
    name: 'Apollo',
    timeZone: 'Asia/Kolkata',
    accent: 'teal',
    currency: 'INR',
    modules: [],
    status: 'active',
    createdAt: new Date().toISOString(),
  };
  const databaseName = databaseNameOf(config.databaseName, info.slug);
  await saveRegistered(platform, { info, plan: 'clinic', suite: 'dental', databaseName });
  const face = createFace(platform, log);
  const follow = (name: string): TenantInfo => face.of(info, { settings: { ...info, name } } as unknown as Catalog);
  const registered = async (): Promise<string | undefined> => (await findRegistered(platform, 'apollo'))?.info.name;
  const becomes = async (name: string): Promise<void> => {
    for (let tries = 0; tries < 200 && (await registered()) !== name; tries++) await pause(10);
    assert.equal(await registered(), name);
  };

  for (let turn = 1; turn <= 40; turn++) assert.equal(follow(`Apollo ${turn}`).name, `Apollo ${turn}`);
  await becomes('Apollo 40');
  follow('Apollo');
  await becomes('Apollo');
});
