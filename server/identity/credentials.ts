import { v7 } from 'uuid';
import type { Database } from '#server/database/connection.ts';
import { Credential, PlatformUser } from '#server/database/tables/identity.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import { endAll, type EndedSession } from './session-list.ts';

type Kept = {
  /** Goes on: where it was changed. */
  readonly sessionId: string;
};

/**
 * Gives someone of a tenant, or of the platform, a password that was checked. Where they are signed in with the old one,
 * they are signed out: a password is often changed because it is known to the wrong person. Answers with the sessions
 * that ended so, for the pods to be told.
 */
export const replacePassword = async (
  db: Database,
  userId: string,
  password: string,
  kept?: Kept,
): Promise<EndedSession[]> => {
  const passwordHash = await hashPassword(password);
  return db.entities((em) =>
    em.transactional(async (tx) => {
      await tx.upsert(Credential, { userId, passwordHash, updatedAt: new Date() });
      const others = kept ? { id: { $ne: kept.sessionId } } : {};
      return endAll(tx, { userId, ...others });
    }),
  );
};

/** The same for one that is given by the product, checked here. */
export const setPassword = async (db: Database, userId: string, password: string): Promise<void> => {
  checkPassword(password);
  await replacePassword(db, userId, password);
};

/** The hash of someone's password; null for those who have none. */
export const passwordHashOf = async (db: Database, userId: string): Promise<string | null> => {
  const found = await db.entities((em) => em.findOne(Credential, { userId }));
  return found?.passwordHash ?? null;
};

type PlatformPerson = { readonly email: string; readonly name: string; readonly password: string };

export const countPlatformUsers = (platform: Database): Promise<number> =>
  platform.entities((em) => em.count(PlatformUser, { isActive: true }));

/**
 * Enters one of the platform's own people, unless someone of this address is there already; whether it did.
 */
export const ensurePlatformUser = async (
  platform: Database,
  { email, name, password }: PlatformPerson,
): Promise<boolean> => {
  const found = await platform.entities((em) => em.count(PlatformUser, { email }));
  if (found > 0) return false;
  checkPassword(password);
  const passwordHash = await hashPassword(password);
  return platform.entities((em) =>
    em.transactional(async (tx) => {
      const id = v7();
      const user = await tx.upsert(
        PlatformUser,
        { id, email, name, isActive: true, createdAt: new Date() },
        { onConflictFields: ['email'], onConflictAction: 'ignore' },
      );
      // Another pod was quicker: its password stands.
      if (user.id !== id) return false;
      await tx.upsert(Credential, { userId: id, passwordHash, updatedAt: new Date() });
      return true;
    }),
  );
};
