import { Refusal, invalid } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import type { Asked } from '#server/http/endpoint.ts';
import { addressKey } from '#server/limits.ts';
import { sessionOver, whyOver } from '#server/identity/authenticate.ts';
import { cookieFrom } from '#server/identity/cookies.ts';
import { requireCsrf } from '#server/identity/csrf.ts';
import { endSessionAt } from './end.ts';
import { cookiesFor, issueAccess, usedFrom, type Realm } from './enter.ts';
import { personOfSession, type HumanPrincipal } from '#server/identity/people.ts';
import { parseRefreshToken, rotateSession, type Rotation } from '#server/identity/sessions.ts';

type Shown = { readonly token: string; readonly from: 'body' | 'cookie' };

/** Trades the refresh token for the next one and a fresh access token. */
export const refresh = async (asked: Asked, realm: Realm): Promise<Answer> => {
  const { site, req } = asked;
  await site.limits.refresh.take(addressKey(req.ip));
  const shown = await shownToken(asked);
  const { kind, rotation } = await rotate(shown.token, realm, asked);
  if (rotation.state === 'reused') await endSessionAt(realm, kind, rotation.sessionId, site);
  if (rotation.state !== 'rotated' && rotation.state !== 'ended') throw sessionOver();
  const { sessionId, userId } = rotation;
  if (userId === null) throw sessionOver();
  const principal: HumanPrincipal = { kind, id: userId };
  const over = (): Promise<Refusal> | Refusal =>
    realm.tenant ? whyOver(realm.tenant, principal, sessionId) : sessionOver();
  if (rotation.state === 'ended') throw await over();
  const { refreshToken, setUpOnly } = rotation;
  const person = await personOfSession(realm.tenant, principal, sessionId, site.tenants.platform);
  if (!person) throw await over();
  const { token, expiresAt } = await issueAccess(person, realm, sessionId, site, setUpOnly);
  // A browser's refresh token stays where no script reads it.
  const kept = shown.from === 'body' ? { refreshToken } : {};
  return { data: { token, expiresAt, ...kept }, cookies: cookiesFor(realm, { sessionId, refreshToken }, token, site) };
};

const shownToken = async ({ site, req, res }: Asked): Promise<Shown> => {
  const { refreshToken, ...rest } = await readFields(req, res);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid(unknown.slice(0, 60), 'Only refreshToken is taken here.');
  if (typeof refreshToken === 'string') return { token: refreshToken, from: 'body' };
  if (refreshToken !== undefined) throw invalid('refreshToken', 'The refresh token is a text.');
  const cookie = cookieFrom(req.headers, 'refresh', site.config);
  const parsed = cookie ? parseRefreshToken(cookie) : null;
  if (!cookie || !parsed) throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
  requireCsrf({ headers: req.headers, host: req.host }, parsed.sessionId, site.config);
  return { token: cookie, from: 'cookie' };
};

/** A session at a tenant is of its own people or of the platform's; the token does not say which. */
const rotate = async (
  token: string,
  { tenant }: Realm,
  { site, req }: Asked,
): Promise<{ kind: HumanPrincipal['kind']; rotation: Rotation }> => {
  const from = usedFrom(req);
  const own = tenant ? await rotateSession(tenant.db, token, site.config, from) : null;
  if (own && own.state !== 'unknown') return { kind: 'user', rotation: own };
  return { kind: 'platform', rotation: await rotateSession(site.tenants.platform, token, site.config, from) };
};
