import type { Actor } from '#shared/actor.ts';
import type { Change, Profile } from '#shared/protocol.ts';
import { titleOf, type AnyRecord } from '#shared/collection.ts';
import type { Entry } from '#client/store/record-store.ts';
import type { LiveEvent } from './types.ts';

export const actorOf = (me: Profile | null): Actor | null =>
  me && {
    id: me.id,
    name: me.name,
    role: me.role,
    memberships: me.memberships,
    differences: me.differences ?? [],
    modules: me.tenant.modules,
  };

/** The profile with what the tenant's settings say of it; the profile itself where they say the same. */
export const withSettings = (me: Profile, settings: AnyRecord): Profile => {
  const said = {
    name: String(settings['name']),
    accent: String(settings['accent']),
    timeZone: String(settings['timeZone']),
    currency: String(settings['currency']),
    logo: typeof settings['logo'] === 'string' ? settings['logo'] : null,
  };
  const isSame = (['name', 'accent', 'timeZone', 'currency', 'logo'] as const).every(
    (part) => said[part] === (me.tenant[part] ?? null),
  );
  return isSame ? me : { ...me, tenant: { ...me.tenant, ...said } };
};

/** What decides what I may see and do, as one comparable value. */
export const accessOf = (me: Profile): string =>
  JSON.stringify([me.id, me.role, me.memberships, me.differences ?? [], me.tenant.modules]);

export const goneEvent = (entry: Entry, last: AnyRecord, change: Change, me: Profile | null): LiveEvent => ({
  kind: 'removed',
  collection: entry.definition.name,
  id: entry.id,
  title: titleOf(entry.definition, last),
  by: change.by,
  mine: change.by !== null && change.by.id === me?.id,
});
