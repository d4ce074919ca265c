import type { Person } from '#shared/people.ts';
import type { Profile } from '#shared/protocol.ts';
import type { Database } from '#server/database/connection.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { Answer } from '#server/http/answer.ts';
import type { Site } from '#server/http/context.ts';
import { signAccessToken, type AccessToken } from '#server/identity/access-token.ts';
import { platformPlace } from '#server/identity/authenticate.ts';
import { sessionCookies, type Place } from '#server/identity/cookies.ts';
import { csrfToken } from '#server/identity/csrf.ts';
import { locationsOf, profileOf, type HumanPrincipal, type Known } from '#server/identity/people.ts';
import { startSession, type Started } from '#server/identity/sessions.ts';

/** Where someone signs in: a tenant, or the platform itself. */
export type Door = { readonly place: Place; readonly tenant: Tenant | null };

export const doorOf = (tenant: Tenant | null): Door => ({ place: tenant?.info.slug ?? platformPlace, tenant });

/** Where a person's credentials and sessions are kept. */
export const homeOf = (kind: HumanPrincipal['kind'], door: Door, site: Site): Database => {
  if (kind === 'platform') return site.tenants.platform;
  if (!door.tenant) throw new Error('Only people of the platform sign in there.');
  return door.tenant.db;
};

export const issueAccess = async (person: Person, door: Door, sessionId: string, site: Site): Promise<AccessToken> => {
  const slugs = door.tenant ? await locationsOf(door.tenant.db, person) : [];
  const [first = null] = slugs;
  return signAccessToken(
    {
      sub: person.id,
      tenant_id: door.place,
      role: person.role,
      location: slugs.length === 1 ? first : null,
      locations: slugs,
      email: person.email,
      sid: sessionId,
    },
    site.config,
  );
};

/** Begins a session and answers with it, as cookies for browsers and as tokens for programs. */
export const enter = async (
  { principal, person }: Known,
  door: Door,
  site: Site,
  sessionId?: string,
): Promise<Answer> => {
  const started = await startSession(homeOf(principal.kind, door, site), person.id, site.config, sessionId);
  const { token, expiresAt } = await issueAccess(person, door, started.sessionId, site);
  return {
    data: { token, refreshToken: started.refreshToken, expiresAt, user: shownTo(person, door) },
    cookies: cookiesFor(door, started, token, site),
  };
};

export const cookiesFor = (
  door: Door,
  { sessionId, refreshToken }: Started,
  token: string,
  { config }: Site,
): string[] =>
  sessionCookies(door.place, { token, refreshToken, csrf: csrfToken(sessionId, config.jwtSecret) }, config);

export const shownTo = (person: Person, { tenant }: Door): Profile | Pick<Profile, 'id' | 'name' | 'email' | 'role'> =>
  tenant
    ? profileOf(person, tenant.info)
    : { id: person.id, name: person.name, email: person.email, role: person.role };
