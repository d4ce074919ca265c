import type { Request } from 'express';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Whether a request comes from this machine itself, and is not one that a proxy on it passes on. */
export const isFromThisMachine = (req: Request): boolean => {
  const passedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => req.headers[name] !== undefined);
  return !passedOn && loopback.has(req.socket.remoteAddress ?? '');
};
