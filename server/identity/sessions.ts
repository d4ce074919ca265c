import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { isId } from '#shared/fields/id.ts';
import type { Config } from '#server/config.ts';
import type { Database } from '#server/database/connection.ts';
import { keyFor } from './csrf.ts';

/** A signed-in browser or program; the tables are the same for a tenant's people and the platform's. */
type SessionConfig = Pick<Config, 'jwtSecret' | 'refreshTokenLife'>;

export type Started = { readonly sessionId: string; readonly refreshToken: string };

/** How long the token before the current one is still good: for two tabs at once, and for answers that got lost. */
const graceSeconds = 10;

/** Begins a session, and sweeps up those of the same person that are long over; with a `sessionId`, one that may have been there before begins anew. */
export const startSession = async (
  db: Database,
  userId: string,
  config: SessionConfig,
  sessionId: string = randomUUID(),
): Promise<Started> => {
  const secret = randomBytes(32).toString('base64url');
  await db.query(
    `with swept as (
       delete from sessions where user_id = $2 and id <> $1 and (expires_at < now() or ended_at < now() - interval '1 day')
     )
     insert into sessions (id, user_id, refresh_hash, rotated_at, created_at, expires_at)
     values ($1, $2, $3, now(), now(), now() + make_interval(secs => $4))
     on conflict (id) do update set user_id = excluded.user_id, refresh_hash = excluded.refresh_hash, previous_hash = null,
       rotated_at = now(), created_at = now(), expires_at = excluded.expires_at, ended_at = null`,
    [sessionId, userId, hash(secret), config.refreshTokenLife],
  );
  return { sessionId, refreshToken: `${sessionId}.${secret}` };
};

export type Rotation =
  | { readonly state: 'rotated'; readonly sessionId: string; readonly userId: string; readonly refreshToken: string }
  /** An old token came back: someone has a copy, so the session is to be ended. */
  | { readonly state: 'reused'; readonly sessionId: string }
  | { readonly state: 'ended'; readonly sessionId: string }
  /** Not a token of this database. */
  | { readonly state: 'unknown' };

type Row = { user_id: string; refresh_hash: string; previous_hash: string | null; alive: boolean; recent: boolean };

/** Trades a refresh token for the next one. */
export const rotateSession = async (db: Database, refreshToken: string, config: SessionConfig): Promise<Rotation> => {
  const parsed = parseRefreshToken(refreshToken);
  if (!parsed) return { state: 'unknown' };
  const { sessionId, secret } = parsed;
  return db.transaction(async (query): Promise<Rotation> => {
    const [row] = await query<Row>(
      `select user_id, refresh_hash, previous_hash, ended_at is null and expires_at > now() as alive,
         rotated_at > now() - make_interval(secs => ${graceSeconds}) as recent
       from sessions where id = $1 for update`,
      [sessionId],
    );
    if (!row) return { state: 'unknown' };
    if (!row.alive) return { state: 'ended', sessionId };
    const next = nextSecret(parsed, config.jwtSecret);
    const rotated: Rotation = {
      state: 'rotated',
      sessionId,
      userId: row.user_id,
      refreshToken: `${sessionId}.${next}`,
    };
    if (row.refresh_hash === hash(secret)) {
      await query(
        `update sessions set refresh_hash = $2, previous_hash = $3, rotated_at = now(), expires_at = now() + make_interval(secs => $4) where id = $1`,
        [sessionId, hash(next), hash(secret), config.refreshTokenLife],
      );
      return rotated;
    }
    if (row.previous_hash === hash(secret) && row.recent) return rotated;
    return { state: 'reused', sessionId };
  });
};

/** Whether a refresh token is one of a session that it names, the last one included. */
export const isTokenOf = async (db: Database, { sessionId, secret }: RefreshToken): Promise<boolean> => {
  const rows = await db.query('select 1 from sessions where id = $1 and $2 in (refresh_hash, previous_hash)', [
    sessionId,
    hash(secret),
  ]);
  return rows.length > 0;
};

/** Ends sessions that are not over yet, and names those. */
export const endSessions = async (db: Database, sessionIds: readonly string[]): Promise<string[]> => {
  const rows = await db.query<{ id: string }>(
    'update sessions set ended_at = now() where id = any($1::uuid[]) and ended_at is null returning id',
    [sessionIds],
  );
  return rows.map((row) => row.id);
};

export type RefreshToken = { readonly sessionId: string; readonly secret: string };

export const parseRefreshToken = (token: string): RefreshToken | null => {
  const [sessionId, secret, ...rest] = token.split('.');
  return isId(sessionId) && secret !== undefined && /^[\w-]{43}$/.test(secret) && rest.length === 0
    ? { sessionId, secret }
    : null;
};

/**
 * The token after this one follows from it and a key that only the server has. So the same old token, shown twice within
 * the grace, is answered with the same new one, though only hashes are kept.
 */
const nextSecret = ({ sessionId, secret }: RefreshToken, jwtSecret: string): string =>
  createHmac('sha256', keyFor('refresh', jwtSecret)).update(`${sessionId}.${secret}`).digest('base64url');

const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** The session that a session of the platform has in one tenant: it follows from both, so signing out ends all of them. */
export const enteredSessionId = (platformSessionId: string, slug: string): string => {
  const bytes = createHash('sha256').update(`${platformSessionId} ${slug}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
