import { productActorId } from '#shared/actor.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import { personOf, type Person } from '#shared/people.ts';
import { columnsOf, quotedTable, recordOf } from '#server/database/rows.ts';
import type { PlatformPerson, Principal, Tenant } from './tenant.ts';

type Found<T> = T | null | Promise<T | null>;

/** Where a principal's record is looked up, where that is not the database at this moment. */
export type Lookups = {
  /** A record of the people's collection, deleted or not. */
  readonly person: (id: string) => Found<AnyRecord>;
  readonly platformPerson: (id: string) => Found<PlatformPerson>;
};

/**
 * Who a principal is now, with the role and memberships that the database gives them; null when they may no longer
 * act. Sockets, REST, imports and jobs all ask here, and only `actorOf` makes an actor of the answer.
 */
export const whoIs = async (
  tenant: Tenant,
  principal: Principal,
  { person: find = (id) => readPerson(tenant, id), platformPerson = tenant.platformPerson }: Partial<Lookups> = {},
): Promise<Person | null> => {
  switch (principal.kind) {
    case 'system':
      return ofPlatform({ id: productActorId, name: principal.name, email: '' });
    case 'platform': {
      const found = await platformPerson(principal.id);
      return found && ofPlatform(found);
    }
    case 'user': {
      const record = await find(principal.id);
      const person = record && personOf(people, record);
      return person?.active ? person : null;
    }
  }
};

/** The platform's people, and the product itself, may do everything, at every tenant. */
export const ofPlatform = ({ id, name, email }: PlatformPerson): Person => ({
  id,
  name,
  email,
  role: 'super_admin',
  active: true,
  memberships: {},
  customRole: null,
  differences: [],
});

const readPerson = async ({ db }: Tenant, id: string): Promise<AnyRecord | null> => {
  const [row] = await db.prepared<Record<string, unknown>>(
    `select ${columnsOf(people).join(', ')} from ${quotedTable(people)} where id = $1`,
    [id],
  );
  return row ? recordOf(people, row) : null;
};
