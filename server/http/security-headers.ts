import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { hostAllowed, hostOf } from '#server/identity/csrf.ts';

/** Refuses what was asked of a name that is none of this installation's. */
export const requireHost =
  (config: Pick<Config, 'allowedHosts' | 'trustedProxies'>): RequestHandler =>
  (req, _res, next) => {
    if (!hostAllowed(hostOf(req.headers, config), config))
      throw new Refusal(
        'BAD_REQUEST',
        'This server does not answer to that name. Use its own address, or add the name to ALLOWED_HOSTS.',
      );
    next();
  };

/** What a page's sockets connect to: older browsers do not take 'self' for them. */
const ownSockets = (req: IncomingMessage, config: Pick<Config, 'trustedProxies'>): string => {
  const host = hostOf(req.headers, config) ?? '';
  return /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? `ws://${host} wss://${host}` : "'self'";
};

/** What no page of ours uses. */
const noDevices: RequestHandler = (_req, res, next) => {
  res.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  next();
};

/**
 * Nothing runs but our own files, and what stands in our own page (`inline`, as a policy names it); nothing is sent but
 * to us, and no page may frame us.
 */
export const securityHeaders = (
  config: Pick<Config, 'secureCookies' | 'trustedProxies'>,
  inline: readonly string[],
): RequestHandler[] => [
  noDevices,
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", ...inline],
        'style-src': ["'self'", "'unsafe-inline'"],
        'connect-src': ["'self'", (req) => ownSockets(req, config)],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    // Without https a browser is told nothing that only https can keep.
    hsts: config.secureCookies ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginOpenerPolicy: config.secureCookies ? { policy: 'same-origin' } : false,
    originAgentCluster: config.secureCookies,
  }),
];
