import { Router, type Express, type RequestHandler } from 'express';
import { notFound } from '#shared/refusal.ts';
import type { LocalMailServer } from '#server/mail/local-server.ts';
import { notHere, send } from './answer.ts';
import { isFromThisMachine } from './this-machine.ts';

/**
 * What this machine's own mail server took, for the people at it: an invitation of a laptop's demonstration is followed
 * to its end without a mailbox. It needs no sign-in, so it answers requests of this machine only.
 */
export const mountOutbox = (app: Express, localMail: LocalMailServer): void => {
  const router = Router({ caseSensitive: true });
  const guard: RequestHandler = (req, res, next) => {
    res.locals['route'] = '/outbox/api/v1';
    res.setHeader('Cache-Control', 'no-store');
    if (isFromThisMachine(req)) next();
    else notHere(req, res, next);
  };
  router.use(guard);
  router.get('/messages', async (_req, res) => {
    await send(res, { data: localMail.list() });
  });
  router.get('/messages/:id', async (req, res) => {
    const mail = await localMail.open(req.params.id);
    if (!mail) throw notFound('Message');
    await send(res, { data: mail });
  });
  app.use('/outbox/api/v1', router);
};
