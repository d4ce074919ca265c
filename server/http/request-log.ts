import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { routeOf } from './answer.ts';
import type { Site } from './context.ts';

const usable = /^[\w.-]{8,64}$/;

/**
 * Numbers each request, counts it and logs it: which endpoint, which tenant, who by id. Never its address or query,
 * its body, cookies or tokens, for any of them may name a patient or open a realm.
 */
export const watchRequests =
  ({ log, metrics }: Site): RequestHandler =>
  (req, res, next) => {
    const given = req.headers['x-request-id'];
    const id = typeof given === 'string' && usable.test(given) ? given : randomUUID();
    res.setHeader('X-Request-Id', id);
    const started = process.hrtime.bigint();
    res.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const labels = { method: known(req.method), route: routeOf(res) };
      metrics.requests.inc({ ...labels, status: res.statusCode });
      metrics.durations.observe(labels, seconds);
      const cut = res.writableFinished ? {} : { cut: true };
      const line = {
        request: id,
        ...labels,
        status: res.statusCode,
        ms: Math.round(seconds * 1000),
        ...about(res),
        ...cut,
      };
      if (isQuiet(labels.route)) log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  };

/** A method is what the client says, and so could be anything; as a label it may only be one of a few. */
const known = (method: string): string =>
  ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';

const about = (res: Response): { [name: string]: unknown } => {
  const { tenant, person } = res.locals as { tenant?: unknown; person?: unknown };
  return { ...(tenant ? { tenant } : {}), ...(person ? { person } : {}) };
};

/** Files and probes come by the dozen and say little. */
const isQuiet = (route: string): boolean => !route.includes('/api/');
