import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie, stringifySetCookie, type SetCookie } from 'cookie';
import type { Config } from '#server/config.ts';
import { keyFor } from './csrf.ts';

/** The first part of an address, where one signs in: a tenant's slug, or `platform`. Each has cookies of its own. */
export type RouteSegment = string;

/** What names cookies: a host has one jar for all that runs on it, whatever the port. */
type Installation = Pick<Config, 'jwtSecret' | 'secureCookies'>;

type CookieConfig = Installation & Pick<Config, 'accessTokenLife' | 'refreshTokenLife'>;

export type SessionTokens = { readonly token: string; readonly refreshToken: string; readonly csrf: string };

type CookieName = 'access' | 'refresh' | 'csrf' | 'device';

const suffixes = new Map<string, string>();

/** A few characters that only this installation has, so that two of them on one host leave each other's cookies alone. */
const suffixOf = (jwtSecret: string): string => {
  const known = suffixes.get(jwtSecret);
  if (known !== undefined) return known;
  const suffix = createHash('sha256').update(keyFor('cookies', jwtSecret)).digest('hex').slice(0, 6);
  suffixes.set(jwtSecret, suffix);
  return suffix;
};

/** `__Secure-`: a browser takes it over https only. Our pages find `csrf` by what follows that prefix. */
const nameOf = (name: CookieName, { jwtSecret, secureCookies }: Installation): string =>
  `${secureCookies ? '__Secure-' : ''}${name}-${suffixOf(jwtSecret)}`;

const authPath = (segment: RouteSegment): string => `/${segment}/api/v1/auth`;

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
    path: authPath(segment),
  }),
  write('csrf', csrf, segment, config, { maxAge: config.refreshTokenLife, sameSite: 'lax' }),
  ...withoutOld(segment),
];

export const noCookies = (segment: RouteSegment, config: Installation): string[] => [
  write('access', '', segment, config, { maxAge: 0, sameSite: 'lax', httpOnly: true }),
  write('refresh', '', segment, config, {
    maxAge: 0,
    sameSite: 'strict',
    httpOnly: true,
    path: authPath(segment),
  }),
  write('csrf', '', segment, config, { maxAge: 0, sameSite: 'lax' }),
  ...withoutOld(segment),
];

/** Cookies were once not named after their installation: an old one of someone else's must not outlive a sign-in. */
const withoutOld = (segment: RouteSegment): string[] =>
  (['access', 'refresh', 'csrf'] as const).map((name) =>
    stringifySetCookie({ name, value: '', maxAge: 0, path: name === 'refresh' ? authPath(segment) : `/${segment}/` }),
  );

const deviceLife = 180 * 24 * 3600;

/** What a browser shows to be known again; it outlives signing out. */
export const deviceCookie = (segment: RouteSegment, value: string, config: Installation): string =>
  write('device', value, segment, config, {
    maxAge: deviceLife,
    sameSite: 'strict',
    httpOnly: true,
    path: authPath(segment),
  });

const write = (
  name: CookieName,
  value: string,
  segment: RouteSegment,
  config: Installation,
  options: Omit<SetCookie, 'name' | 'value'>,
): string =>
  stringifySetCookie({
    name: nameOf(name, config),
    value,
    path: `/${segment}/`,
    secure: config.secureCookies,
    ...options,
  });

export const cookieFrom = (
  headers: IncomingHttpHeaders,
  name: CookieName,
  installation: Installation,
): string | null => {
  if (!headers.cookie) return null;
  const cookies = parseCookie(headers.cookie);
  // Sessions that began before cookies were named after their installation go on.
  return cookies[nameOf(name, installation)] || cookies[name] || null;
};

export type FoundToken = { readonly token: string; readonly from: 'bearer' | 'cookie' };

/** The access token of a request or of a socket's handshake. A bearer token was sent on purpose, so it comes first. */
export const tokenFrom = (headers: IncomingHttpHeaders, installation: Installation): FoundToken | null => {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer) return { token: bearer, from: 'bearer' };
  const cookie = cookieFrom(headers, 'access', installation);
  return cookie ? { token: cookie, from: 'cookie' } : null;
};
