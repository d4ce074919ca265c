import type { AnyRecord, Collection } from '#shared/collection.ts';
import { contactKey, contactsOf, listedContacts } from '#server/records/do-not-contact.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { Candidate } from './duplicates.ts';
import type { RowProblem } from './read-cell.ts';

/**
 * Tells which rows give a number or an address that must not be contacted, also where the one who imports does not see
 * whose it is: that it is so is all that is said. Not of records that this import wrote itself.
 */
export const listedFinder =
  (
    tenant: Tenant,
    definition: Collection,
    isOurs: (id: string) => boolean,
    isBlocked: (record: AnyRecord) => boolean,
  ): ((chunk: readonly Candidate[]) => Promise<ReadonlyMap<number, RowProblem>>) =>
  async (chunk) => {
    const { doNotContact } = definition;
    if (!doNotContact) return new Map();
    // The row itself says already that it must not be called.
    const given = chunk
      .filter(({ record }) => !isBlocked(record))
      .map(({ row, record }) => ({ row, contacts: contactsOf(definition, record) }));
    const all = given.flatMap(({ contacts }) => contacts);
    const listed = await listedContacts(tenant, definition, all, isOurs);
    return new Map(
      given.flatMap(({ row, contacts }): [number, RowProblem][] => {
        const found = contacts.find((one) => listed.has(contactKey(one)));
        return found ? [[row, { field: found.field, message: doNotContact.warning }]] : [];
      }),
    );
  };
