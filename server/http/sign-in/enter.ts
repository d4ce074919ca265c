import type { Person } from '#shared/people.ts';
import type { Profile } from '#shared/protocol.ts';
import type { Database } from '#server/database/connection.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { Answer } from '#server/http/answer.ts';
import type { Site } from '#server/http/context.ts';
import type { Asked } from '#server/http/endpoint.ts';
import { signAccessToken, type AccessToken } from '#server/identity/access-token.ts';
import { platformSegment } from '#server/identity/authenticate.ts';
import { sessionCookies, type RouteSegment } from '#server/identity/cookies.ts';
import { csrfToken } from '#server/identity/csrf.ts';
import { locationsOf, profileOf, type HumanPrincipal, type Known } from '#server/identity/people.ts';
import { describeDevice } from '#server/identity/describe-device.ts';
import { startSession, type Started, type UsedFrom } from '#server/identity/sessions.ts';

/** Where someone signs in: a tenant, or the platform itself. */
export type Realm = { readonly segment: RouteSegment; readonly tenant: Tenant | null };

export const realmOf = (tenant: Tenant | null): Realm => ({ segment: tenant?.info.slug ?? platformSegment, tenant });

/** Where a person's credentials and sessions are kept. */
export const homeOf = (kind: HumanPrincipal['kind'], realm: Realm, site: Site): Database => {
  if (kind === 'platform') return site.tenants.platform;
  if (!realm.tenant) throw new Error('Only people of the platform sign in there.');
  return realm.tenant.db;
};

export const issueAccess = async (
  person: Person,
  realm: Realm,
  sessionId: string,
  site: Site,
  setUpOnly = false,
): Promise<AccessToken> => {
  const slugs = realm.tenant ? await locationsOf(realm.tenant.db, person) : [];
  const [first = null] = slugs;
  return signAccessToken(
    {
      sub: person.id,
      tenant_id: realm.segment,
      role: person.role,
      location: slugs.length === 1 ? first : null,
      locations: slugs,
      email: person.email,
      sid: sessionId,
      ...(setUpOnly ? { set_up: true } : {}),
    },
    site.config,
  );
};

/** What a request tells of where it comes from. */
export const usedFrom = ({ ip, headers }: Asked['req']): UsedFrom => ({
  address: ip?.replace(/^::ffff:/, '') ?? null,
  device: describeDevice(headers['user-agent']),
});

/** Begins a session and answers with it, as cookies for browsers and as tokens for programs. */
export const enter = async (
  { principal, person }: Known,
  realm: Realm,
  { site, req }: Pick<Asked, 'site' | 'req'>,
  { sessionId, setUpOnly = false }: { readonly sessionId?: string; readonly setUpOnly?: boolean } = {},
): Promise<Answer> => {
  const started = await startSession(homeOf(principal.kind, realm, site), person.id, site.config, {
    sessionId,
    from: usedFrom(req),
    segment: realm.segment,
    setUpOnly,
  });
  const { token, expiresAt } = await issueAccess(person, realm, started.sessionId, site, setUpOnly);
  return {
    data: {
      token,
      refreshToken: started.refreshToken,
      expiresAt,
      user: shownTo(person, realm),
      ...(setUpOnly ? { setUp: 'second-factor' } : {}),
    },
    cookies: cookiesFor(realm, started, token, site),
  };
};

export const cookiesFor = (
  realm: Realm,
  { sessionId, refreshToken }: Started,
  token: string,
  { config }: Site,
): string[] =>
  sessionCookies(realm.segment, { token, refreshToken, csrf: csrfToken(sessionId, config.jwtSecret) }, config);

export const shownTo = (person: Person, { tenant }: Realm): Profile | Pick<Profile, 'id' | 'name' | 'email' | 'role'> =>
  tenant ? profileOf(person, tenant) : { id: person.id, name: person.name, email: person.email, role: person.role };
