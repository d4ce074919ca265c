import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '#server/config.ts';
import { Refusal } from '#shared/refusal.ts';

/** What one key is used for, never for two things: each purpose has its own, made from the installation's secret. */
export const keyFor = (purpose: 'csrf' | 'refresh' | 'cookies' | 'device' | 'link' | 'seal', secret: string): Buffer =>
  createHmac('sha256', secret).update(`dentracrm ${purpose}`).digest();

/** The value of the `csrf` cookie. It belongs to one session: a cookie planted by a neighbouring host fits none. */
export const csrfToken = (sessionId: string, secret: string): string =>
  createHmac('sha256', keyFor('csrf', secret)).update(sessionId).digest('base64url');

type Asking = { readonly headers: IncomingHttpHeaders; readonly host: string | undefined };

/** Throws CSRF_REQUIRED unless a page of ours sent this request, which cookies alone do not show. */
export const requireCsrf = (asking: Asking, sessionId: string, config: Pick<Config, 'jwtSecret' | 'origins'>): void => {
  requireOrigin(asking, config);
  const given = asking.headers['x-csrf-token'];
  const expected = Buffer.from(csrfToken(sessionId, config.jwtSecret));
  // Where several installations share a host, a page cannot tell whose cookie is whose, and sends them all.
  const isRight = (typeof given === 'string' ? given.slice(0, 1_000) : '').split(' ').some((token) => {
    const bytes = Buffer.from(token);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  if (!isRight) {
    throw new Refusal(
      'CSRF_REQUIRED',
      'Repeat the value of the csrf cookie in the X-CSRF-Token header, or use a bearer token.',
    );
  }
};

/** A browser that names where a request comes from must name a page of ours. */
export const requireOrigin = ({ headers, host }: Asking, config: Pick<Config, 'origins'>): void => {
  const { origin } = headers;
  if (origin === undefined || originAllowed(origin, host, config)) return;
  throw new Refusal('CSRF_REQUIRED', 'This request comes from the page of another site. Open the app itself.');
};

/** Whether a page of this origin may use cookies here; the socket's handshake asks the same. */
export const originAllowed = (
  origin: string,
  host: string | undefined,
  { origins }: Pick<Config, 'origins'>,
): boolean =>
  origins.includes(origin) ||
  (host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase());

/** The host that the browser asked for, as Express says it: a proxy's word counts where one is trusted. */
export const hostOf = (
  headers: IncomingHttpHeaders,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): string | undefined => {
  const forwarded = trustedProxies > 0 ? headers['x-forwarded-host'] : undefined;
  return (typeof forwarded === 'string' && forwarded.split(',')[0]?.trimEnd()) || headers.host;
};

/** The name that a request asked for, without its port. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** A page of anyone's whose name was made to lead here would otherwise count as one of ours. */
export const hostAllowed = (host: string | undefined, { allowedHosts }: Pick<Config, 'allowedHosts'>): boolean =>
  allowedHosts === null || (host !== undefined && allowedHosts.includes(nameOf(host)));
