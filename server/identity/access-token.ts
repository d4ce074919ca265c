import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Role } from '#shared/actor.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import type { RouteSegment } from './cookies.ts';

/** What an access token says. It says who is signed in where; what they may do is asked of the database each time. */
export type Claims = {
  readonly sub: string;
  readonly tenant_id: RouteSegment;
  readonly role: Role;
  /** The slug of the one clinic of someone who has one. */
  readonly location: string | null;
  readonly locations: readonly string[];
  readonly email: string;
  /** The session that it was issued for. */
  readonly sid: string;
};

const named = { issuer: 'dentracrm', audience: 'dentracrm' };

export type AccessToken = { readonly token: string; readonly expiresAt: string };

export const signAccessToken = (
  { sub, ...claims }: Claims,
  config: Pick<Config, 'jwtSecret' | 'accessTokenLife'>,
): AccessToken => {
  const issuedAt = Math.floor(Date.now() / 1000);
  const expires = issuedAt + config.accessTokenLife;
  const token = jwt.sign({ ...claims, iat: issuedAt, exp: expires }, config.jwtSecret, {
    ...named,
    algorithm: 'HS256',
    subject: sub,
  });
  return { token, expiresAt: new Date(expires * 1000).toISOString() };
};

export type Verified = {
  readonly userId: string;
  readonly segment: RouteSegment;
  readonly sessionId: string;
  readonly ofPlatform: boolean;
  readonly expiresAt: string;
};

/** Throws UNAUTHENTICATED for anything but a token of ours that has not run out. */
export const verifyAccessToken = (token: string, { jwtSecret }: Pick<Config, 'jwtSecret'>): Verified => {
  const claims = decode(token, jwtSecret);
  const { sub, tenant_id: segment, sid, exp, role } = claims;
  if (typeof sub !== 'string' || typeof segment !== 'string' || typeof sid !== 'string' || typeof exp !== 'number')
    throw notOurs();
  return {
    userId: sub,
    segment,
    sessionId: sid,
    ofPlatform: role === 'super_admin',
    expiresAt: new Date(exp * 1000).toISOString(),
  };
};

const keys = new Map<string, KeyObject>();

/** Given text, the library tries it as a public key first, which takes longer than all the rest. */
const keyOf = (secret: string): KeyObject => {
  const key = keys.get(secret) ?? createSecretKey(Buffer.from(secret));
  keys.set(secret, key);
  return key;
};

const decode = (token: string, secret: string): { readonly [claim: string]: unknown } => {
  try {
    // Naming the algorithm is what refuses "none" and every other that the token might suggest.
    const claims = jwt.verify(token, keyOf(secret), { ...named, algorithms: ['HS256'] });
    if (typeof claims === 'object') return claims;
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError)
      throw new Refusal('UNAUTHENTICATED', 'This access token has expired. Refresh it.');
    if (!(error instanceof jwt.JsonWebTokenError)) throw error;
  }
  throw notOurs();
};

const notOurs = (): Refusal => new Refusal('UNAUTHENTICATED', 'This access token is not valid. Sign in again.');
