import type { Actor } from '#shared/actor.ts';
import type { Person } from '#shared/people.ts';
import type { Profile } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { actorOf, type Tenant } from '#server/tenants/tenant.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import { verifyAccessToken } from './access-token.ts';
import { isDeactivated, personOfSession, profileOf, type HumanPrincipal, type Known } from './people.ts';

/** Someone whose session is alive, and what the database lets them do now. */
export type SignedIn = {
  readonly principal: HumanPrincipal;
  readonly person: Person;
  readonly actor: Actor;
  readonly profile: Profile;
  readonly sessionId: string;
  /** When the access token runs out. */
  readonly expiresAt: string;
  /** They came in only to set up the second factor that is asked of them. */
  readonly setUpOnly: boolean;
};

/** Someone of the platform, signed in there rather than at a tenant. */
export type PlatformSignedIn = Known & {
  readonly sessionId: string;
  readonly expiresAt: string;
  readonly setUpOnly: boolean;
};

export type Authority = { readonly config: Pick<Config, 'jwtSecret'>; readonly tenants: Pick<TenantPool, 'platform'> };

export const platformSegment = 'platform';

/** What is asked for: `set-up` is what someone may do who has yet to set up a second factor. */
type Purpose = 'all' | 'set-up';

const requirePurpose = (setUpOnly: boolean, purpose: Purpose): void => {
  if (setUpOnly && purpose !== 'set-up')
    throw new Refusal('SECOND_FACTOR_SETUP', 'Set up your second factor first: it is asked of you here.');
};

/**
 * Who a token speaks for at a tenant, over HTTP and on a socket's handshake alike. Throws UNAUTHENTICATED,
 * TENANT_MISMATCH or SESSION_ENDED. The token names a session; the database says whose it is and what they may do.
 */
export const authenticate = async (
  tenant: Tenant,
  token: string,
  { config, tenants }: Authority,
  purpose: Purpose = 'all',
): Promise<SignedIn> => {
  const { userId, segment, sessionId, ofPlatform, expiresAt, setUpOnly } = verifyAccessToken(token, config);
  requireSegment(segment, tenant.info.slug);
  const principal: HumanPrincipal = { kind: ofPlatform ? 'platform' : 'user', id: userId };
  const person = await personOfSession(tenant, principal, sessionId, tenants.platform);
  if (!person) throw await whyOver(tenant, principal, sessionId);
  requirePurpose(setUpOnly, purpose);
  return {
    principal,
    person,
    actor: actorOf(tenant, person),
    profile: profileOf(person, tenant),
    sessionId,
    expiresAt,
    setUpOnly,
  };
};

export const authenticateAtPlatform = async (
  token: string,
  { config, tenants }: Authority,
  purpose: Purpose = 'all',
): Promise<PlatformSignedIn> => {
  const { userId, segment, sessionId, expiresAt, setUpOnly } = verifyAccessToken(token, config);
  requireSegment(segment, platformSegment);
  const principal: HumanPrincipal = { kind: 'platform', id: userId };
  const person = await personOfSession(null, principal, sessionId, tenants.platform);
  if (!person) throw sessionOver();
  requirePurpose(setUpOnly, purpose);
  return { principal, person, sessionId, expiresAt, setUpOnly };
};

/**
 * Whom a token was made for here, as far as its signature tells; null where it was not. Asks no database, so that
 * callers can be counted before one is.
 */
export const signedFor = (
  token: string | null | undefined,
  segment: string,
  config: Pick<Config, 'jwtSecret'>,
): string | null => {
  if (!token) return null;
  try {
    const claims = verifyAccessToken(token, config);
    return claims.segment === segment ? claims.userId : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
};

/** A token, or a header that a proxy or anyone else set, may not speak for another tenant than the address does. */
export const requireSegment = (claimed: string, segment: string): void => {
  if (claimed !== segment) throw new Refusal('TENANT_MISMATCH', 'This sign-in belongs to another workspace.');
};

export const sessionOver = (): Refusal => new Refusal('SESSION_ENDED', 'This session is over; sign in again.');

/** What those are told who hold a token of a session that is over. */
export const whyOver = async (tenant: Tenant, principal: HumanPrincipal, sessionId: string): Promise<Refusal> =>
  (await isDeactivated(tenant, principal, sessionId))
    ? new Refusal('SESSION_ENDED', 'Your access was taken away. Ask an admin.', { deactivated: true })
    : sessionOver();
