import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '#server/config.ts';

/** Nothing runs but our own files, nothing is sent but to us, and no page may frame us. */
export const securityHeaders = ({ secureCookies }: Pick<Config, 'secureCookies'>): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'connect-src': ["'self'", 'ws:', 'wss:'],
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
    hsts: secureCookies ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginOpenerPolicy: secureCookies ? { policy: 'same-origin' } : false,
    originAgentCluster: secureCookies,
  });
