import { setTimeout as pause } from 'node:timers/promises';
import { Router, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Catalog } from '#shared/catalog.ts';
import type { Collection } from '#shared/collection.ts';
import type { JsonSchema } from '#shared/fields/field.ts';
import type { ClientEvents } from '#shared/protocol.ts';
import { parseQuery, type QueryEntries } from '#shared/query-string.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { send, type Answer } from './answer.ts';
import type { Site } from './context.ts';
import { addressKey, type Limiter } from '#server/limits.ts';
import {
  authenticate,
  authenticateAtPlatform,
  platformSegment,
  requireSegment,
  signedFor,
  type PlatformSignedIn,
  type SignedIn,
} from '#server/identity/authenticate.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import { requireCsrf } from '#server/identity/csrf.ts';

/** A request, before anyone asked who it is from. */
export type Asked = {
  readonly site: Site;
  readonly req: Request;
  readonly res: Response;
  readonly query: QueryEntries;
};
export type TenantCall = Asked & { readonly tenant: Tenant };
export type Call = TenantCall & SignedIn;
export type PlatformCall = Asked & PlatformSignedIn;

export type Parameter = {
  readonly name: string;
  readonly describe: string;
  readonly schema: JsonSchema;
  readonly required?: boolean;
};

/** What is said of an endpoint in the API's documentation. */
export type Facts = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/{tenant}/api/v1`. A specific path comes before one with a parameter in its segment. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** The collection that it is about: where a tenant's plan leaves it out, the endpoint is not there. */
  readonly collection?: Collection;
  readonly query?: readonly Parameter[];
  readonly headers?: readonly Parameter[];
  readonly body?: JsonSchema | 'csv' | 'image';
  /** The schema of `data`, or what is answered without the envelope. */
  readonly answer: JsonSchema | 'csv' | 'html' | 'json' | 'image';
  readonly status?: 200 | 201 | 202;
  /** The statuses of what is refused beyond what follows from the rest. */
  readonly refused?: readonly number[];
  /** Also for those who have yet to set up the second factor that is asked of them. */
  readonly forSetUp?: true;
  /** The same over a socket: its event, and the argument as one writes it. */
  readonly socket?: { readonly event: keyof ClientEvents; readonly argument: string };
};

/** One thing that REST offers. Routes and documentation are both made of these. */
export type Endpoint = Facts &
  (
    | { readonly access: 'open'; readonly run: (call: TenantCall) => Promise<Answer> }
    | { readonly access: 'signed-in'; readonly run: (call: Call) => Promise<Answer> }
  );

export type PlatformEndpoint = Facts &
  (
    | { readonly access: 'open'; readonly run: (call: Asked) => Promise<Answer> }
    | { readonly access: 'signed-in'; readonly run: (call: PlatformCall) => Promise<Answer> }
  );

/** `ownOf` gives a tenant's own endpoint in the segment of one of the product's; undefined where it has none. */
export const mountTenant = (
  app: Express,
  site: Site,
  endpoints: readonly Endpoint[],
  ownOf: (catalog: Catalog, endpoint: Endpoint) => Endpoint | undefined,
): void => {
  const answer = (endpoint: Endpoint, asked: Asked): Promise<Answer> => answerAtTenant(site, endpoint, asked, ownOf);
  mount(app, '/:tenant/api/v1', endpoints, answer, site);
};

export const mountPlatform = (app: Express, site: Site, endpoints: readonly PlatformEndpoint[]): void => {
  mount(
    app,
    `/${platformSegment}/api/v1`,
    endpoints,
    (endpoint, asked) => answerAtPlatform(site, endpoint, asked),
    site,
  );
};

/** A router for each first word of a path: finding one endpoint does not try the patterns of every collection. */
const mount = <E extends Facts>(
  app: Express,
  base: string,
  endpoints: readonly E[],
  answer: (endpoint: E, asked: Asked) => Promise<Answer>,
  site: Site,
): void => {
  for (const [word, group] of Map.groupBy(endpoints, ({ path }) => path.split('/')[1] ?? '')) {
    const router = Router({ mergeParams: true, caseSensitive: true });
    for (const endpoint of group) {
      const handler: RequestHandler = async (req, res) => {
        res.locals['route'] = `${base}${endpoint.path}`;
        res.setHeader('Cache-Control', 'no-store');
        const at = req.originalUrl.indexOf('?');
        const asked: Asked = { site, req, res, query: at < 0 ? [] : parseQuery(req.originalUrl.slice(at)) };
        await send(res, await answer(endpoint, asked));
      };
      router[endpoint.method](endpoint.path.slice(word.length + 1) || '/', handler);
    }
    app.use(`${base}/${word}`, router);
  }
};

const answerAtTenant = async (
  site: Site,
  endpoint: Endpoint,
  asked: Asked,
  ownOf: (catalog: Catalog, endpoint: Endpoint) => Endpoint | undefined,
): Promise<Answer> => {
  const { req, res } = asked;
  const slug = String(req.params['tenant']);
  const header = req.headers['x-tenant-id'];
  if (header !== undefined) requireSegment(String(header), slug);
  await countCaller(site, endpoint, asked, slug);
  const tenant = await site.tenants.open(slug);
  if (!tenant) throw new Refusal('NOT_FOUND', 'There is no workspace at this address.');
  res.locals['tenant'] = slug;
  const call = { ...asked, tenant };
  if (endpoint.access === 'open') return endpoint.run(call);
  const signedIn = await signIn(asked, (token) =>
    authenticate(tenant, token, site, endpoint.forSetUp ? 'set-up' : 'all'),
  );
  res.locals['person'] = signedIn.principal.kind === 'user' ? signedIn.principal.id : 'platform';
  const own = ownOf(tenant.catalog, endpoint);
  if (own?.access !== 'signed-in') {
    const what = endpoint.collection?.label.many.toLowerCase() ?? 'such pages';
    throw new Refusal('NOT_FOUND', `There are no ${what} in this workspace.`);
  }
  return own.run({ ...call, ...signedIn });
};

const answerAtPlatform = async (site: Site, endpoint: PlatformEndpoint, asked: Asked): Promise<Answer> => {
  const { req, res } = asked;
  const header = req.headers['x-tenant-id'];
  if (header !== undefined) requireSegment(String(header), platformSegment);
  res.locals['tenant'] = platformSegment;
  await countCaller(site, endpoint, asked, platformSegment);
  if (endpoint.access === 'open') return endpoint.run(asked);
  const signedIn = await signIn(asked, (token) =>
    authenticateAtPlatform(token, site, endpoint.forSetUp ? 'set-up' : 'all'),
  );
  return endpoint.run({ ...asked, ...signedIn });
};

/** Before anything is asked of a database: who is known counts as a person, anyone else by their address. */
const countCaller = async (
  site: Site,
  { access }: Pick<Endpoint, 'access'>,
  { req, res }: Asked,
  segment: string,
): Promise<void> => {
  const userId = access === 'open' ? null : signedFor(tokenFrom(req.headers, site.config)?.token, segment, site.config);
  if (userId === null) await takePoints(site.limits.stranger, addressKey(req.ip), res);
  else await takePoints(site.limits.person, `${segment} ${userId}`, res);
};

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Who this is from; and where only cookies say so, that a page of ours sent it. */
const signIn = async <S extends { readonly sessionId: string }>(
  { site, req }: Asked,
  verify: (token: string) => Promise<S>,
): Promise<S> => {
  const found = tokenFrom(req.headers, site.config);
  if (!found) throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
  const signedIn = await verify(found.token);
  if (found.from === 'cookie' && !safeMethods.includes(req.method))
    requireCsrf({ headers: req.headers, host: req.host }, signedIn.sessionId, site.config);
  return signedIn;
};

/**
 * A refusal of someone who asks too often leaves after so long, in milliseconds: they ask again as soon as they have it,
 * and thousands of refusals a second would cost others as much as answers do.
 */
const refusalAfterMs = 200;

const takePoints = async (limiter: Limiter, key: string, res: Response, points = 1): Promise<void> => {
  res.setHeader('RateLimit-Limit', String(limiter.points));
  const { remaining, resetIn } = await limiter.take(key, points).catch(async (error: unknown) => {
    if (error instanceof Refusal && error.code === 'RATE_LIMITED') await pause(refusalAfterMs);
    throw error;
  });
  res.setHeader('RateLimit-Remaining', String(remaining));
  res.setHeader('RateLimit-Reset', String(resetIn));
};

const personKey = ({ tenant, actor }: Pick<Call, 'tenant' | 'actor'>): string => `${tenant.info.slug} ${actor.id}`;

/** A request that does as much as several counts as several. */
export const countMore = async (call: Call, requests: number): Promise<void> => {
  if (requests > 0) await takePoints(call.site.limits.person, personKey(call), call.res, requests);
};

/** A parameter of the path; the pattern that matched had it. */
export const param = ({ req }: Asked, name: string): string => String(req.params[name]);
