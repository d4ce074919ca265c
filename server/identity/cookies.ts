import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';
import type { Config } from '#server/config.ts';

/** The first part of an address, where one signs in: a tenant's slug, or `platform`. Each has cookies of its own. */
export type RouteSegment = string;

type CookieConfig = Pick<Config, 'accessTokenLife' | 'refreshTokenLife' | 'secureCookies'>;

export type SessionTokens = { readonly token: string; readonly refreshToken: string; readonly csrf: string };

/**
 * Scripts read only `csrf`. `refresh` goes nowhere but to the sign-in endpoints, so what reads other requests never
 * meets it.
 */
export const sessionCookies = (
  segment: RouteSegment,
  { token, refreshToken, csrf }: SessionTokens,
  config: CookieConfig,
): string[] => [
  write('access', token, segment, config, { maxAge: config.accessTokenLife, sameSite: 'lax', httpOnly: true }),
  write('refresh', refreshToken, segment, config, {
    maxAge: config.refreshTokenLife,
    sameSite: 'strict',
    httpOnly: true,
    path: `/${segment}/api/v1/auth`,
  }),
  write('csrf', csrf, segment, config, { maxAge: config.refreshTokenLife, sameSite: 'lax' }),
];

export const noCookies = (segment: RouteSegment, config: CookieConfig): string[] => [
  write('access', '', segment, config, { maxAge: 0, sameSite: 'lax', httpOnly: true }),
  write('refresh', '', segment, config, {
    maxAge: 0,
    sameSite: 'strict',
    httpOnly: true,
    path: `/${segment}/api/v1/auth`,
  }),
  write('csrf', '', segment, config, { maxAge: 0, sameSite: 'lax' }),
];

const write = (
  name: string,
  value: string,
  segment: RouteSegment,
  config: CookieConfig,
  options: Omit<SetCookie, 'name' | 'value'>,
): string => stringifySetCookie({ name, value, path: `/${segment}/`, secure: config.secureCookies, ...options });

export const cookieFrom = (headers: IncomingHttpHeaders, name: 'access' | 'refresh' | 'csrf'): string | null =>
  (headers.cookie ? parseCookie(headers.cookie)[name] : null) || null;

export type FoundToken = { readonly token: string; readonly from: 'bearer' | 'cookie' };

/** The access token of a request or of a socket's handshake. A bearer token was sent on purpose, so it comes first. */
export const tokenFrom = (headers: IncomingHttpHeaders): FoundToken | null => {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer) return { token: bearer, from: 'bearer' };
  const cookie = cookieFrom(headers, 'access');
  return cookie ? { token: cookie, from: 'cookie' } : null;
};
