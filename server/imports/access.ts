import type { Actor } from '#shared/actor.ts';
import { can } from '#shared/can.ts';
import type { Collection } from '#shared/collection.ts';
import { Refusal } from '#shared/refusal.ts';
import { actorOf, type Grantee, type Tenant, type Principal } from '#server/tenants/tenant.ts';

type Importer = {
  readonly tenant: Tenant;
  readonly who: Principal;
  readonly actor: Actor;
  readonly definition: Collection;
};

/**
 * Who imports, with the grants that the database gives them now: an import goes on long after it was permitted.
 * Throws SESSION_ENDED when they may no longer act, FORBIDDEN when they may no longer import.
 */
export const importerNow = async (importer: Importer): Promise<Actor> => {
  const actor = await liveActor(importer);
  if (!actor) throw new Refusal('SESSION_ENDED', 'Your access has ended. Sign in again.');
  const { definition } = importer;
  if (!can(actor, 'import', definition))
    throw new Refusal('FORBIDDEN', `You may no longer import ${definition.label.many.toLowerCase()}.`);
  return actor;
};

const liveActor = async ({ tenant, who, actor }: Importer): Promise<Actor | null> => {
  if (who.kind === 'system') return actor;
  if (who.kind === 'platform') {
    const person = await tenant.platformPerson(who.id);
    return person && actorOf(tenant.info, { ...person, role: 'super_admin', clinicIds: [] });
  }
  const [user] = await tenant.db.query<Omit<Grantee, 'clinicIds'> & { clinic_ids: string[] }>(
    'select id, name, role, clinic_ids from users where id = $1 and is_active and deleted_at is null',
    [who.id],
  );
  return user ? actorOf(tenant.info, { ...user, clinicIds: user.clinic_ids }) : null;
};
