import { timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Express, Request } from 'express';
import type { Config } from '#server/config.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { reportDefect } from '#server/log.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Site } from './context.ts';
import { isFromThisMachine } from './this-machine.ts';

/** What the ones who run the product ask: is it up, may it be sent people, how is it doing. */
export const mountProbes = (app: Express, site: Site): void => {
  const answers = rememberFor(readyMs, () => answersNow(site));
  app.get('/health', (_req, res) => {
    res.locals['route'] = '/health';
    res.setHeader('Cache-Control', 'no-store');
    res.json({ success: true, data: { up: true, version: site.config.version } });
  });
  app.get('/ready', async (_req, res) => {
    res.locals['route'] = '/ready';
    res.setHeader('Cache-Control', 'no-store');
    if (site.draining?.() ?? false) throw new Refusal('UNAVAILABLE', 'This server is stopping. Try again in a moment.');
    if (!(await answers())) throw new Refusal('UNAVAILABLE', 'The database does not answer.');
    const trouble = site.tenants.trouble();
    if (trouble !== null) throw new Refusal('UNAVAILABLE', `The database cannot do its work: ${trouble}.`);
    res.json({ success: true, data: { ready: true } });
  });
  app.get('/metrics', async (req, res) => {
    res.locals['route'] = '/metrics';
    if (!mayMeasure(req, site.config)) throw new Refusal('NOT_FOUND', 'There is nothing at this address.');
    res.setHeader('Content-Type', site.metrics.registry.contentType);
    res.send(await site.metrics.registry.metrics());
  });
};

/** Anyone may ask, as often as they like: the database is asked once in this time, in milliseconds. */
const readyMs = 250;

/** Gives the same answer for a while, also to those who ask while it is being found. */
const rememberFor = <T>(ms: number, find: () => Promise<T>): (() => Promise<T>) => {
  let last: { readonly at: number; readonly answer: Promise<T> } | null = null;
  return () => {
    if (!last || performance.now() - last.at > ms) last = { at: performance.now(), answer: find() };
    return last.answer;
  };
};

/** The registry can be read only once the platform's migrations are done. */
const answersNow = async ({ tenants, log }: Site): Promise<boolean> => {
  const asked = tenants.platform.query('select 1 from tenants limit 1').then(
    () => true,
    (error: unknown) => {
      // The answer says so; a line for each probe would bury all others.
      if (!isConnectionError(error)) reportDefect(log, error, '/ready');
      return false;
    },
  );
  return Promise.race([asked, pause(2_000, false, { ref: false })]);
};

/** With a token from anywhere; without one from this machine, unless a proxy on it passes on what others ask. */
const mayMeasure = (req: Request, { metricsToken }: Pick<Config, 'metricsToken'>): boolean => {
  if (metricsToken !== null) {
    const given = Buffer.from(req.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${metricsToken}`);
    if (given.length === expected.length && timingSafeEqual(given, expected)) return true;
  }
  return isFromThisMachine(req);
};
