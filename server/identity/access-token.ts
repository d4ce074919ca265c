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
  /** Only to set up the second factor that is asked of them. */
  readonly set_up?: true;
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
  readonly setUpOnly: boolean;
  readonly expiresAt: string;
};

/** What is known of one signing secret. */
type Signing = {
  readonly key: KeyObject;
  /** Tokens whose signature was checked: a browser sends the same one for minutes. */
  readonly verified: Map<string, Verified>;
};

const signings = new Map<string, Signing>();
/** Tokens that are remembered for a secret. */
const mostVerified = 5_000;

const signingOf = (secret: string): Signing => {
  const signing = signings.get(secret) ?? {
    // Given text, the library tries it as a public key first, which takes longer than all the rest.
    key: createSecretKey(Buffer.from(secret)),
    verified: new Map<string, Verified>(),
  };
  signings.set(secret, signing);
  return signing;
};

/** Throws UNAUTHENTICATED for anything but a token of ours that has not run out. */
export const verifyAccessToken = (token: string, { jwtSecret }: Pick<Config, 'jwtSecret'>): Verified => {
  const { key, verified } = signingOf(jwtSecret);
  const known = verified.get(token);
  if (known && Date.parse(known.expiresAt) > Date.now()) return known;
  const found = verify(token, key);
  if (verified.size >= mostVerified) verified.clear();
  verified.set(token, found);
  return found;
};

const verify = (token: string, key: KeyObject): Verified => {
  const { sub, tenant_id: segment, sid, exp, role, set_up: setUp } = decode(token, key);
  if (typeof sub !== 'string' || typeof segment !== 'string' || typeof sid !== 'string' || typeof exp !== 'number')
    throw notOurs();
  return {
    userId: sub,
    segment,
    sessionId: sid,
    ofPlatform: role === 'super_admin',
    setUpOnly: setUp === true,
    expiresAt: new Date(exp * 1000).toISOString(),
  };
};

const decode = (token: string, key: KeyObject): { readonly [claim: string]: unknown } => {
  try {
    // Naming the algorithm is what refuses "none" and every other that the token might suggest.
    const claims = jwt.verify(token, key, { ...named, algorithms: ['HS256'] });
    if (typeof claims === 'object') return claims;
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError)
      throw new Refusal('UNAUTHENTICATED', 'This access token has expired. Refresh it.');
    if (!(error instanceof jwt.JsonWebTokenError)) throw error;
  }
  throw notOurs();
};

const notOurs = (): Refusal => new Refusal('UNAUTHENTICATED', 'This access token is not valid. Sign in again.');
