import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { Refusal, refusalStatus } from '#shared/refusal.ts';
import { reportDefect } from '#server/log.ts';
import { errorCode, isConnectionError } from '#server/database/errors.ts';
import type { Site } from './context.ts';

export type Meta = { readonly [name: string]: string | number | boolean | null };

/** What a handler answers; it is sent in the envelope that every endpoint has. */
export type Answer = {
  readonly status?: number;
  readonly data?: unknown;
  readonly meta?: Meta;
  readonly headers?: { readonly [name: string]: string };
  readonly cookies?: readonly string[];
  /** Instead of the envelope: a page, or a file made while it is sent. */
  /** Instead of the envelope: a file as it is. */
  readonly file?: { readonly type: string; readonly bytes: Buffer };
  readonly text?: { readonly type: string; readonly body: string | AsyncIterable<string> };
};

export const send = async (
  res: Response,
  { status = 200, data, meta, headers = {}, cookies = [], text, file }: Answer,
): Promise<void> => {
  res.status(status);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  if (cookies.length > 0) res.setHeader('Set-Cookie', cookies);
  if (file) {
    res.setHeader('Content-Type', file.type);
    res.end(file.bytes);
  } else if (!text) {
    sendJson(res, data ?? null, meta);
  } else {
    res.setHeader('Content-Type', text.type);
    if (typeof text.body === 'string') res.send(text.body);
    else await pipeline(Readable.from(text.body, { objectMode: false }), res);
  }
};

const sendJson = (res: Response, data: unknown, meta: Meta | undefined): void => {
  const dataText = JSON.stringify(data);
  if (res.req.method === 'GET' && !res.hasHeader('ETag')) res.setHeader('ETag', tagOf(dataText, meta));
  const metaText = meta ? `,"meta":${JSON.stringify(meta)}` : '';
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  // Also answers 304 to who has this already.
  res.send(`{"success":true,"data":${dataText}${metaText}}`);
};

/** Names what was read; the number of the tenant's last change is not part of it, for that changes all the time. */
const tagOf = (dataText: string, { seq: _seq, ...others }: Meta = {}): string =>
  `W/"${createHash('sha1').update(dataText).update(JSON.stringify(others)).digest('base64url')}"`;

export const notHere: RequestHandler = () => {
  throw new Refusal('NOT_FOUND', 'There is nothing at this address.');
};

/** Express tells handlers of errors by their four parameters. */
export const refuse =
  ({ log, metrics }: Site): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    const route = `${req.method} ${routeOf(res)}`;
    if (res.headersSent) {
      // Half an answer is out. Cutting it off is the only way left to say that it is not whole.
      if (!isGone(error)) reportDefect(log, error, route);
      res.destroy();
      return;
    }
    const refusal = refusalOf(error) ?? reportDefect(log, error, route);
    metrics.refusals.inc({ code: refusal.code });
    const retryAfter = refusal.details?.retryAfter ?? (refusal.code === 'UNAVAILABLE' ? 1 : undefined);
    if (retryAfter !== undefined) res.setHeader('Retry-After', String(retryAfter));
    const status = refusalStatus[refusal.code];
    if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
    res.status(status).json({ success: false, error: refusal.toJSON() });
  };

/** What Express, its body parsers and the database throw on purpose, in our words. */
const refusalOf = (error: unknown): Refusal | null => {
  if (error instanceof Refusal) return error;
  if (isConnectionError(error))
    return new Refusal('UNAVAILABLE', 'The database is not available just now. Try again in a moment.');
  const { status, type } = error instanceof Error ? (error as Error & { status?: unknown; type?: unknown }) : {};
  if (typeof status !== 'number' || status < 400 || status > 499) return null;
  if (status === 413) return new Refusal('TOO_LARGE', 'This is too large. Send less at once.');
  if (type === 'entity.parse.failed') return new Refusal('BAD_REQUEST', 'The body is not JSON.');
  return status === 404
    ? new Refusal('NOT_FOUND', 'There is nothing at this address.')
    : new Refusal('BAD_REQUEST', 'This request cannot be read.');
};

/** The reader has left before the end, which is no defect. */
const isGone = (error: unknown): boolean => errorCode(error) === 'ERR_STREAM_PREMATURE_CLOSE';

/** The endpoint's template, by which requests are logged and counted: an address itself can hold anything. */
export const routeOf = (res: Response): string => {
  const route: unknown = res.locals['route'];
  return typeof route === 'string' ? route : 'none';
};
