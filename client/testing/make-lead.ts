import assert from 'node:assert/strict';
import { createEffect } from 'solid-js';
import type { Actor } from '#shared/actor.ts';
import { leads } from '#shared/modules/leads.ts';
import type { Tenant } from './fake-tenant.ts';
import { newLead, until, type Joined } from './world.ts';

/** Makes a lead, and waits until each of these people holds it. Gives its id. */
export const makeLead = async (
  tenant: Tenant,
  who: Actor,
  joined: readonly Joined[],
  more: Record<string, unknown> = {},
): Promise<string> => {
  const answer = tenant.mutate(who, 'leads.create', newLead('Kavya', more));
  assert.ok(answer.ok && answer.record);
  const { id } = answer.record;
  for (const one of joined) one.root(() => createEffect(() => one.live.record(leads, id)));
  await until(() => joined.every((one) => Boolean(one.live.record(leads, id))));
  return id;
};
