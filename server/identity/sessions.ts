import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { LockMode, sql } from '@mikro-orm/core';
import { isId } from '#shared/fields/id.ts';
import type { Config } from '#server/config.ts';
import type { Database } from '#server/database/connection.ts';
import { Session } from '#server/database/tables/identity.ts';
import { keyFor } from './csrf.ts';

/** A signed-in browser or program; the tables are the same for a tenant's people and the platform's. */
type SessionConfig = Pick<Config, 'jwtSecret' | 'refreshTokenLife'>;

/** Where someone uses a session from; both are null for what tells nothing of itself. */
export type UsedFrom = { readonly address: string | null; readonly device: string | null };

type Beginning = {
  /** One that may have been there before begins again under its id. */
  readonly sessionId?: string | undefined;
  readonly from?: UsedFrom;
  /** Where in addresses it is for. */
  readonly segment?: string;
  /** Good for nothing but setting up a second factor. */
  readonly setUpOnly?: boolean;
};

export type Started = { readonly sessionId: string; readonly refreshToken: string };

/** Begins a session, and sweeps up those of the same person that are long over. */
export const startSession = async (
  db: Database,
  userId: string,
  config: SessionConfig,
  { sessionId = randomUUID(), from = fromNowhere, segment, setUpOnly = false }: Beginning = {},
): Promise<Started> => {
  const secret = sealed(sessionId, randomBytes(sealedBytes), config.jwtSecret);
  const longOver = { $or: [{ expiresAt: { $lt: sql.now() } }, { endedAt: { $lt: sql`now() - interval '1 day'` } }] };
  const session = {
    userId,
    refreshHash: hash(secret),
    previousHash: null,
    rotatedAt: sql.now(),
    createdAt: sql.now(),
    expiresAt: firstExpiry(config),
    endedAt: null,
    ...from,
    segment: segment ?? null,
    setUpOnly,
  };
  // At the same time: neither waits for the other.
  await db.entities((em) =>
    Promise.all([
      em.nativeDelete(Session, { userId, id: { $ne: sessionId }, ...longOver }),
      // Its upsert would read the database's times into an entity first.
      em
        .createQueryBuilder(Session)
        .insert({ id: sessionId, ...session })
        .onConflict('id')
        .merge(Object.keys(session) as (keyof typeof session)[])
        .execute(),
    ]),
  );
  return { sessionId, refreshToken: `${sessionId}.${secret}` };
};

const fromNowhere: UsedFrom = { address: null, device: null };

/** However often it is renewed, a session ends after so many days: a copy that no one noticed is not good for ever. */
const mostDays = 90;

// Times are the database's, which all pods share.
const firstExpiry = ({ refreshTokenLife }: SessionConfig) =>
  sql<Date>`now() + make_interval(secs => ${Math.min(refreshTokenLife, mostDays * 24 * 3600)})`;

const laterExpiry = ({ refreshTokenLife }: SessionConfig) =>
  sql<Date>`least(now() + make_interval(secs => ${refreshTokenLife}), created_at + make_interval(days => ${mostDays}))`;

export type Rotation =
  | {
      readonly state: 'rotated';
      readonly sessionId: string;
      readonly userId: string;
      readonly refreshToken: string;
      readonly setUpOnly: boolean;
    }
  /** A token that was traded in long ago came back: someone has a copy, so the session is to be ended. */
  | { readonly state: 'reused'; readonly sessionId: string }
  /** `userId` is whose it was, for those who hold one of its last tokens; null for anyone else. */
  | { readonly state: 'ended'; readonly sessionId: string; readonly userId: string | null }
  /** Not a token of this database: of no session here, or never one of the session that it names. */
  | { readonly state: 'unknown' };

/**
 * Trades a refresh token for the next one. The one before the last is still good as long as the last was not used: its
 * answer may have been lost. Within the grace of two tabs it is traded for the same again; later, for another one, and
 * the one that was given out before is void: should it turn up, someone has a copy.
 */
export const rotateSession = async (
  db: Database,
  refreshToken: string,
  config: SessionConfig,
  from?: UsedFrom,
): Promise<Rotation> => {
  const parsed = parseRefreshToken(refreshToken);
  if (!parsed) return { state: 'unknown' };
  const { sessionId, secret } = parsed;
  return db.entities((em) =>
    em.transactional(async (tx): Promise<Rotation> => {
      // Two tabs at once: the second sees what the first made of it.
      const session = await tx.findOne(
        Session,
        { id: sessionId },
        { lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['alive', 'justRotated'] },
      );
      if (!session) return { state: 'unknown' };
      const { userId, refreshHash, previousHash } = session;
      const given = hash(secret);
      const isLast = refreshHash === given || previousHash === given;
      if (!session.alive) return { state: 'ended', sessionId, userId: isLast ? userId : null };
      const rotated = (next: string): Rotation => ({
        state: 'rotated',
        sessionId,
        userId,
        refreshToken: `${sessionId}.${next}`,
        setUpOnly: session.setUpOnly ?? false,
      });
      const rotateTo = async (next: string): Promise<Rotation> => {
        await tx.nativeUpdate(
          Session,
          { id: sessionId },
          {
            refreshHash: hash(next),
            previousHash: given,
            rotatedAt: sql.now(),
            expiresAt: laterExpiry(config),
            ...from,
          },
        );
        return rotated(next);
      };
      if (refreshHash === given) return rotateTo(nextSecret(parsed, config.jwtSecret));
      if (previousHash === given) {
        const last = session.justRotated ? lastSecret(parsed, refreshHash, config.jwtSecret) : null;
        return last === null ? rotateTo(nextSecret(parsed, config.jwtSecret, refreshHash)) : rotated(last);
      }
      return isOurs(parsed, config.jwtSecret) ? { state: 'reused', sessionId } : { state: 'unknown' };
    }),
  );
};

/** Whether a refresh token is one of a session that it names, the last one included. */
export const isTokenOf = async (db: Database, { sessionId, secret }: RefreshToken): Promise<boolean> => {
  const known = { $or: [{ refreshHash: hash(secret) }, { previousHash: hash(secret) }] };
  return (await db.entities((em) => em.count(Session, { id: sessionId, ...known }))) > 0;
};

/** Ends sessions that are not over yet, and names those. */
export const endSessions = async (db: Database, sessionIds: readonly string[]): Promise<string[]> => {
  const rows = await db.entities((em) =>
    em
      .createQueryBuilder(Session)
      .update({ endedAt: sql.now() })
      .where({ id: { $in: [...sessionIds] }, endedAt: null })
      .returning('id')
      .execute<{ id: string }[]>('all'),
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

/*
 * A secret is 16 bytes and a seal of them that only the server can make: a made-up secret shows that it never was one of
 * the session, so that knowing a session's id, which is no secret, ends nothing.
 */
const sealedBytes = 16;

const macOf = (purpose: string, text: string, jwtSecret: string): Buffer =>
  createHmac('sha256', keyFor('refresh', jwtSecret)).update(`${purpose} ${text}`).digest().subarray(0, sealedBytes);

const sealed = (sessionId: string, bytes: Buffer, jwtSecret: string): string =>
  Buffer.concat([bytes, macOf('seal', `${sessionId}.${bytes.toString('hex')}`, jwtSecret)]).toString('base64url');

const isOurs = ({ sessionId, secret }: RefreshToken, jwtSecret: string): boolean =>
  secret === sealed(sessionId, Buffer.from(secret, 'base64url').subarray(0, sealedBytes), jwtSecret);

/**
 * The secret after this one follows from it and a key that only the server has. So the same old token, shown twice
 * within the grace, is answered with the same new one, though only hashes are kept. `instead` is the hash of the one
 * that was given out before and got lost.
 */
const nextSecret = ({ sessionId, secret }: RefreshToken, jwtSecret: string, instead = ''): string =>
  sealed(sessionId, macOf('next', `${sessionId}.${secret}.${instead}`, jwtSecret), jwtSecret);

/** How many answers in a row may get lost before a token that is sent again counts as stolen. */
const mostLost = 20;

/** The secret in force, found from the one before it; null where it does not follow from that. */
const lastSecret = (parsed: RefreshToken, refreshHash: string, jwtSecret: string): string | null => {
  let instead = '';
  for (let lost = 0; lost < mostLost; lost++) {
    const secret = nextSecret(parsed, jwtSecret, instead);
    if (hash(secret) === refreshHash) return secret;
    instead = hash(secret);
  }
  return null;
};

const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** The session that a session of the platform has in one tenant: it follows from both, so signing out ends all of them. */
export const enteredSessionId = (platformSessionId: string, slug: string): string => {
  const bytes = createHash('sha256').update(`${platformSessionId} ${slug}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
