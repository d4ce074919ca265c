import { sql, type EntityManager } from '@mikro-orm/core';
import { v7 } from 'uuid';
import { commit } from '#server/commands/commit.ts';
import { Session } from '#server/database/tables/identity.ts';
import type { Tenant } from '#server/tenants/tenant.ts';

/**
 * Tells every pod that a session is over, through the change log: its sockets close wherever they are, also while
 * Redis is away. No scope is told of it. Marking the session's own row is its owner's part.
 */
export const endSession = async (tenant: Tenant, sessionId: string): Promise<void> => {
  const { rows } = await commit(tenant.db, {
    moment: new Date().toISOString(),
    writes: [],
    answers: [],
    seen: [],
    knownLinks: [],
    catalog: null,
    entries: [
      {
        mid: v7(),
        command: 'sessions.end',
        by: null,
        reason: null,
        group: null,
        collection: 'sessions',
        id: sessionId,
        version: 1,
        op: 'delete',
        before: [],
        after: [],
        scopes: [],
        patch: {},
        old: {},
        record: null,
        cause: null,
      },
    ],
  });
  tenant.committed.announce(rows);
};

/**
 * Ends all sessions of someone within a transaction: their requests are refused from its
 * commit on. Names those that it ended, whose sockets are to be closed with `endSession`.
 */
export const endRowsOf = async (tx: EntityManager, userId: string): Promise<string[]> => {
  const alive = await tx.find(Session, { userId, endedAt: null }, { fields: ['id'] });
  const ended = alive.map(({ id }) => id);
  await tx.nativeUpdate(Session, { id: { $in: ended } }, { endedAt: sql.now() });
  return ended;
};
