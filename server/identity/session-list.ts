import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '#server/database/connection.ts';
import { Session } from '#server/database/tables/identity.ts';
import { enteredSessionId } from './sessions.ts';

/** A session as its person is shown it. */
export type SessionFacts = {
  readonly id: string;
  readonly address: string | null;
  readonly device: string | null;
  /** Where in addresses it is for; null for one that began before this was noted. */
  readonly segment: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
};

export type EndedSession = Pick<SessionFacts, 'id' | 'segment'>;

type Which = { readonly userId: string; readonly id?: { readonly $in: readonly string[] } | { readonly $ne: string } };

/** Where someone is signed in, the last used first. It is used whenever its token is renewed: every quarter of an hour. */
export const sessionsOf = async (db: Database, userId: string): Promise<SessionFacts[]> => {
  const alive = { userId, endedAt: null, expiresAt: { $gt: sql.now() } };
  const sessions = await db.entities((em) =>
    em.find(Session, alive, { orderBy: { rotatedAt: 'desc' }, limit: mostShown }),
  );
  return sessions.map(({ id, address, device, segment, createdAt, rotatedAt }) => ({
    id,
    address: address ?? null,
    device: device ?? null,
    segment: segment ?? null,
    createdAt,
    lastUsedAt: rotatedAt,
  }));
};

/** More than anyone looks through; a program that signs in each minute has as many. */
const mostShown = 200;

/** Those that someone of the platform has at tenants which they entered from one of these: they end with it. */
export const enteredFrom = (parents: readonly string[], all: readonly EndedSession[]): EndedSession[] =>
  all.filter(
    ({ id, segment }) => segment !== null && parents.some((parent) => enteredSessionId(parent, segment) === id),
  );

/** Ends sessions of one person that are not over yet, and names those. */
export const endThose = (db: Database, which: Which): Promise<EndedSession[]> => db.entities((em) => endAll(em, which));

/** The same within a transaction. */
export const endAll = (em: EntityManager, { userId, id }: Which): Promise<EndedSession[]> =>
  em
    .createQueryBuilder(Session)
    .update({ endedAt: sql.now() })
    .where({ userId, endedAt: null, ...(id ? { id: copied(id) } : {}) })
    .returning(['id', 'segment'])
    .execute<EndedSession[]>('all');

const copied = (id: NonNullable<Which['id']>): { $in: string[] } | { $ne: string } =>
  '$in' in id ? { $in: [...id.$in] } : { $ne: id.$ne };

/** Its person has set up the second factor that was asked of them: once it is renewed, it is a session like any other. */
export const finishSetUp = async (db: Database, sessionId: string): Promise<void> => {
  await db.entities((em) => em.nativeUpdate(Session, { id: sessionId }, { setUpOnly: false }));
};
