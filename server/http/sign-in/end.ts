import { endSession } from '#server/identity/end-session.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import type { Site } from '#server/http/context.ts';
import type { Asked } from '#server/http/endpoint.ts';
import { Refusal } from '#shared/refusal.ts';
import { verifyAccessToken, type Verified } from '#server/identity/access-token.ts';
import { requireSegment } from '#server/identity/authenticate.ts';
import { cookieFrom, noCookies, tokenFrom } from '#server/identity/cookies.ts';
import { requireCsrf } from '#server/identity/csrf.ts';
import { homeOf, type Realm } from './enter.ts';
import type { HumanPrincipal } from '#server/identity/people.ts';
import { endSessions, enteredSessionId, isTokenOf, parseRefreshToken } from '#server/identity/sessions.ts';

type Found = { readonly kind: HumanPrincipal['kind']; readonly sessionId: string; readonly from: 'bearer' | 'cookie' };

/** Signs out. A person who is not signed in is out already; their cookies go in any case. */
export const logout = async (asked: Asked, realm: Realm): Promise<Answer> => {
  const { site, req } = asked;
  const found = foundByAccess(asked, realm) ?? (await foundByRefresh(asked, realm));
  if (found?.from === 'cookie') requireCsrf({ headers: req.headers, host: req.host }, found.sessionId, site.config);
  if (found) await endSessionAt(realm, found.kind, found.sessionId, site);
  return { data: null, cookies: noCookies(realm.segment, site.config) };
};

const foundByAccess = ({ site, req }: Asked, realm: Realm): Found | null => {
  const found = tokenFrom(req.headers, site.config);
  const verified = found ? stillValid(found.token, site) : null;
  if (!found || !verified) return null;
  requireSegment(verified.segment, realm.segment);
  return { kind: verified.ofPlatform ? 'platform' : 'user', sessionId: verified.sessionId, from: found.from };
};

const stillValid = (token: string, site: Site): Verified | null => {
  try {
    return verifyAccessToken(token, site.config);
  } catch (error) {
    // One who comes back after an hour signs out by the token that lives longer.
    if (error instanceof Refusal) return null;
    throw error;
  }
};

const foundByRefresh = async ({ site, req, res }: Asked, realm: Realm): Promise<Found | null> => {
  const { refreshToken } = await readFields(req, res);
  const given = typeof refreshToken === 'string' ? refreshToken : cookieFrom(req.headers, 'refresh', site.config);
  const parsed = given ? parseRefreshToken(given) : null;
  if (!parsed) return null;
  const about = { sessionId: parsed.sessionId, from: typeof refreshToken === 'string' ? 'bearer' : 'cookie' } as const;
  if (realm.tenant && (await isTokenOf(realm.tenant.db, parsed))) return { kind: 'user', ...about };
  return (await isTokenOf(site.tenants.platform, parsed)) ? { kind: 'platform', ...about } : null;
};

/** Ends a session here and now, and tells every pod. One of the platform takes along those it has at tenants. */
export const endSessionAt = async (
  realm: Realm,
  kind: HumanPrincipal['kind'],
  sessionId: string,
  site: Site,
): Promise<void> => {
  const slugs = new Map<string, string>(realm.tenant ? [[sessionId, realm.segment]] : []);
  if (!realm.tenant)
    for (const { slug } of await site.tenants.list()) slugs.set(enteredSessionId(sessionId, slug), slug);
  for (const ended of await endSessions(homeOf(kind, realm, site), [sessionId, ...slugs.keys()])) {
    const slug = slugs.get(ended);
    const tenant = slug === realm.segment ? realm.tenant : slug ? await site.tenants.open(slug) : null;
    if (tenant) await endSession(tenant, ended);
  }
};
