import { sql } from '@mikro-orm/core';
import type { Database } from '#server/database/connection.ts';
import { AccountLink, PasswordRequest } from '#server/database/tables/identity.ts';

/** Forgets links that ended long ago, until when one is told why they are not good, and requests that no job came to. */
export const tidyLinks = async (db: Database): Promise<void> => {
  await db.entities(async (em) => {
    await em.nativeDelete(AccountLink, { expiresAt: { $lt: sql`now() - interval '90 days'` } });
    await em.nativeDelete(PasswordRequest, { createdAt: { $lt: sql`now() - interval '1 day'` } });
  });
};
