import { roles } from '#shared/actor.ts';
import { differingPlaces } from '#shared/fields/differences.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import type { Endpoint, Facts, PlatformEndpoint } from '#server/http/endpoint.ts';
import { param } from '#server/http/endpoint.ts';
import { inputSchema, listOf, mapOf, moment, nothing, object, text, uuid } from '#server/http/schemas.ts';
import { Refusal } from '#shared/refusal.ts';
import { logout } from './end.ts';
import { realmOf, enter, shownTo } from './enter.ts';
import { credentialFields, login } from './login.ts';
import { joinEndpoints } from './join-endpoints.ts';
import { refresh } from './refresh.ts';
import { enteredSessionId } from '#server/identity/sessions.ts';

const tag = 'Sign-in';

const person = { id: uuid, name: text, email: text, role: { type: 'string', enum: roles } as const };
const face = { slug: text, name: text, accent: text };
const logo: JsonSchema = { type: ['string', 'null'], description: 'The name of an image under /look/images.' };
const tenantMe = object({
  ...person,
  memberships: mapOf(listOf(uuid)),
  differences: listOf(object({ collection: text, action: text, where: { type: 'string', enum: differingPlaces } })),
  tenant: object({ ...face, logo, timeZone: text, modules: listOf(text) }),
});

const setUp = { type: 'string', enum: ['second-factor'] } as const;

const issued = (user: JsonSchema): JsonSchema =>
  object({ token: text, refreshToken: text, expiresAt: moment, user, setUp }, [
    'token',
    'refreshToken',
    'expiresAt',
    'user',
  ]);

const loginFacts = (user: JsonSchema): Facts => ({
  method: 'post',
  path: '/auth/login',
  tag,
  summary:
    'Sign in. Sets the cookies of a browser, and answers with the tokens for everyone else. Where a second factor is on, SECOND_FACTOR_REQUIRED asks for the same again with a code. Where one is asked for and not set up, "setUp" says so: until it is, nothing else is answered.',
  body: inputSchema(credentialFields, true),
  answer: issued(user),
});

const refreshFacts = (path: '/auth/refresh' | '/auth/refresh-token'): Facts => ({
  method: 'post',
  path,
  tag,
  summary:
    'Trade the refresh token (from the body or the cookie) for a fresh access token and the next refresh token. An old one coming back ends the session.',
  body: object({ refreshToken: text }, []),
  answer: object({ token: text, expiresAt: moment, refreshToken: text }, ['token', 'expiresAt']),
});

/** The second is what other products call it. */
const refreshPaths = ['/auth/refresh', '/auth/refresh-token'] as const;

const logoutFacts: Facts = {
  method: 'post',
  path: '/auth/logout',
  tag,
  summary: 'Sign out: the session is over everywhere within a second, its sockets included.',
  body: object({ refreshToken: text }, []),
  answer: nothing,
};

const meFacts = (user: JsonSchema): Facts => ({
  method: 'get',
  path: '/auth/me',
  tag,
  summary:
    'Who is signed in, with the grants of this moment; meta.expiresAt says when the access token runs out. "setUp" says what has to be set up before anything else.',
  forSetUp: true,
  answer: user,
});

/** What they have to do before anything else is said beside who they are. */
const withSetUp = <P extends object>(person: P, setUpOnly: boolean): P & { setUp?: 'second-factor' } =>
  setUpOnly ? { ...person, setUp: 'second-factor' } : person;

/** Signing in at a tenant, for its own people and for the platform's. */
export const tenantSignIn: readonly Endpoint[] = [
  { ...loginFacts(tenantMe), access: 'open', run: (call) => login(call, realmOf(call.tenant)) },
  ...refreshPaths.map((path): Endpoint => ({
    ...refreshFacts(path),
    access: 'open',
    run: (call) => refresh(call, realmOf(call.tenant)),
  })),
  { ...logoutFacts, access: 'open', run: (call) => logout(call, realmOf(call.tenant)) },
  {
    ...meFacts(tenantMe),
    access: 'signed-in',
    run: async ({ profile, expiresAt, setUpOnly }) => ({ data: withSetUp(profile, setUpOnly), meta: { expiresAt } }),
  },
  ...joinEndpoints(issued(tenantMe)),
  {
    method: 'get',
    path: '/tenant',
    tag: 'Workspace',
    summary: 'What a workspace shows to those who have not signed in.',
    answer: object({ ...face, logo }),
    access: 'open',
    run: async ({ tenant: { info } }) => ({
      data: { slug: info.slug, name: info.name, accent: info.accent, logo: info.logo ?? null },
    }),
  },
];

const tenantFacts = object({
  id: uuid,
  ...face,
  timeZone: text,
  modules: listOf(text),
  status: text,
  createdAt: moment,
});
const atPlatform = realmOf(null);

/** Signing in at the platform, and from there at any tenant. */
export const platformSignIn: readonly PlatformEndpoint[] = [
  { ...loginFacts(object(person)), access: 'open', run: (asked) => login(asked, atPlatform) },
  ...refreshPaths.map((path): PlatformEndpoint => ({
    ...refreshFacts(path),
    access: 'open',
    run: (asked) => refresh(asked, atPlatform),
  })),
  { ...logoutFacts, access: 'open', run: (asked) => logout(asked, atPlatform) },
  {
    ...meFacts(object(person)),
    access: 'signed-in',
    run: async (call) => ({
      data: withSetUp(shownTo(call.person, atPlatform), call.setUpOnly),
      meta: { expiresAt: call.expiresAt },
    }),
  },
  {
    method: 'get',
    path: '/tenants',
    tag: 'Tenants',
    summary: 'Every tenant of the platform.',
    answer: listOf(tenantFacts),
    access: 'signed-in',
    run: async ({ site }) => ({ data: await site.tenants.list() }),
  },
  {
    method: 'post',
    path: '/tenants/:slug/enter',
    tag: 'Tenants',
    summary: 'Sign in at a tenant as the platform owner: sets that tenant’s cookies and answers with its tokens.',
    answer: issued(tenantMe),
    access: 'signed-in',
    run: async (call) => {
      const tenant = await call.site.tenants.open(param(call, 'slug'));
      if (!tenant) throw new Refusal('NOT_FOUND', 'There is no active tenant of this name.');
      return enter(call, realmOf(tenant), call, {
        sessionId: enteredSessionId(call.sessionId, tenant.info.slug),
      });
    },
  },
];
