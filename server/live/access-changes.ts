import { people } from '#shared/modules/index.ts';
import { accessFields, changesPerson, type Person } from '#shared/people.ts';
import { customRolesName } from '#shared/tailoring.ts';
import { lastAccessChanges } from '#server/changelog/read.ts';
import type { Follower } from '#server/changelog/follower.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Tenant, Turn } from '#server/tenants/tenant.ts';
import { createSharedReads, type SharedReads } from './shared-reads.ts';

/** A sign-in, say, is a change of someone's record that no one's access follows. */
export const changesAccess = ({ collection, op, patch }: LogRow): boolean =>
  collection === 'sessions' ||
  collection === customRolesName ||
  (collection === people.name && (op !== 'update' || changesPerson(people, patch)));

/** Someone, and the role of the tenant's own that they have now. */
export type WithRole = Pick<Person, 'id' | 'customRole'>;

/** When what a person may see was changed last: read from the log as far back as someone asks, and followed from there on. */
export type AccessChanges = {
  /** Whether it was changed after this number. `asking` takes the turn where the log has to be read. */
  readonly since: (person: WithRole, since: number, asking: string) => Promise<boolean>;
  readonly onRow: (row: LogRow) => void;
  /** The log begins again. */
  readonly clear: () => void;
};

/** It is read from a multiple of it on, so that those who ask at once read it once. */
const step = 500;
const fields = accessFields(people);

export const createAccessChanges = (
  follower: Pick<Follower, 'seq'>,
  reserve: (people: Iterable<string>) => Turn,
): AccessChanges => {
  let knownFrom = follower.seq();
  let last = new Map<string, number>();
  const createReads = (): SharedReads<Tenant> => createSharedReads(() => 0, reserve, 4);
  let reads = createReads();

  const note = (id: string, seq: number): void => {
    last.set(id, Math.max(last.get(id) ?? 0, seq));
  };

  return {
    since: async ({ id: userId, customRole }, since, asking) => {
      const from = since - (since % step);
      if (since < knownFrom)
        await reads(`${from}`, 'often', asking, async ({ db }) => {
          const of = last;
          const found = await lastAccessChanges(db.read, from, knownFrom);
          // The log has begun again meanwhile: what was read is of the one before it.
          if (of !== last) return;
          for (const { id, seq } of found) note(id, seq);
          knownFrom = Math.min(knownFrom, from);
        });
      const changed = (id: string | null): boolean => id !== null && (last.get(id) ?? 0) > since;
      return changed(userId) || changed(customRole);
    },
    onRow: ({ collection, op, patch, id, seq }) => {
      if (collection === customRolesName) note(id, seq);
      if (collection !== people.name) return;
      if (op !== 'update' || fields.some((name) => Object.hasOwn(patch, name))) note(id, seq);
    },
    clear: () => {
      knownFrom = follower.seq();
      last = new Map();
      reads = createReads();
    },
  };
};
