import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import { Refusal } from '#shared/refusal.ts';
import { actorOf, type Tenant, type Principal } from '#server/tenants/tenant.ts';
import { whoIs } from '#server/tenants/who-is.ts';

type Importer = {
  readonly tenant: Tenant;
  readonly who: Principal;
  readonly definition: Collection;
};

/**
 * Who imports, with the grants that the database gives them now: an import goes on long after it was permitted.
 * Throws SESSION_ENDED when they may no longer act, FORBIDDEN when they may no longer import.
 */
export const importerNow = async ({ tenant, who, definition }: Importer): Promise<Actor> => {
  const person = await whoIs(tenant, who);
  if (!person) throw new Refusal('SESSION_ENDED', 'Your access has ended. Sign in again.');
  const actor = actorOf(tenant, person);
  if (!can(actor, 'import', definition))
    throw new Refusal('FORBIDDEN', `You may no longer import ${definition.label.many.toLowerCase()}.`);
  return actor;
};
