import { v7 } from 'uuid';
import type { Database } from '#server/database/connection.ts';
import { checkPassword, hashPassword } from './passwords.ts';

const keep = `insert into credentials (user_id, password_hash, updated_at) values ($1, $2, now())
  on conflict (user_id) do update set password_hash = excluded.password_hash, updated_at = excluded.updated_at`;

/**
 * Gives someone of a tenant, or of the platform, a password. Whoever is signed in with the old one is signed out: a
 * password is often changed because it is known to the wrong person.
 */
export const setPassword = async (db: Database, userId: string, password: string): Promise<void> => {
  checkPassword(password);
  const hash = await hashPassword(password);
  await db.transaction(async (query) => {
    await query(keep, [userId, hash]);
    await query('update sessions set ended_at = now() where user_id = $1 and ended_at is null', [userId]);
  });
};

type PlatformPerson = { readonly email: string; readonly name: string; readonly password: string };

/** Enters one of the platform's own people, unless someone of this address is there already. */
export const ensurePlatformUser = async (
  platform: Database,
  { email, name, password }: PlatformPerson,
): Promise<void> => {
  const [found] = await platform.query('select 1 from platform_users where email = $1', [email]);
  if (found) return;
  checkPassword(password);
  const hash = await hashPassword(password);
  await platform.transaction(async (query) => {
    const [added] = await query<{ id: string }>(
      `insert into platform_users (id, email, name, is_active, created_at) values ($1, $2, $3, true, now())
       on conflict (email) do nothing returning id`,
      [v7(), email, name],
    );
    // Another pod was quicker: its password stands.
    if (added) await query(keep, [added.id, hash]);
  });
};
