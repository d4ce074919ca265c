import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { isTooDeep } from '#shared/json.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Patch } from '#shared/collection.ts';

const json = express.json({ limit: '1mb', strict: false, type: () => true });

/** Reads the body as an object with fields; none at all is an empty one. */
export const readFields = async (req: Request, res: Response): Promise<Patch> => {
  if (isEmpty(req)) return {};
  if (!req.is(['application/json', 'application/*+json'])) {
    throw new Refusal('BAD_REQUEST', 'Send the body as JSON, with Content-Type: application/json.');
  }
  await read(json, req, res);
  const body: unknown = req.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal('VALIDATION_ERROR', 'The body should be an object with fields.');
  }
  if (isTooDeep(body)) throw new Refusal('VALIDATION_ERROR', 'The body is nested too deeply. Flatten it.');
  return body as Patch;
};

/** Reads the body as it is. Throws TOO_LARGE for one of more than so many bytes. */
export const readBytes = async (req: Request, res: Response, limit: number): Promise<Buffer> => {
  await read(express.raw({ limit, type: () => true }), req, res);
  const body: unknown = req.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
};

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A spreadsheet as it comes in, in whatever encoding: Excel writes UTF-16 too. */
export const readSpreadsheet = (req: Request): Readable => {
  if (!req.is(['text/csv', 'application/csv', 'text/plain', workbook])) {
    throw new Refusal(
      'BAD_REQUEST',
      `Send the file as it is, with Content-Type: text/csv, or ${workbook} for a workbook.`,
    );
  }
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return req;
  const decompress = Object.hasOwn(decompressions, encoding) ? decompressions[encoding] : undefined;
  if (!decompress)
    throw new Refusal('BAD_REQUEST', 'Send the file uncompressed, or compressed with gzip, deflate or br.');
  const decompressed = decompress();
  pipeline(req, decompressed, () => undefined);
  // A file that breaks off before it is being read keeps its error for the reader; unheard, it would end the process.
  decompressed.on('error', () => undefined);
  return decompressed;
};

const decompressions: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const isEmpty = (req: Request): boolean =>
  req.headers['transfer-encoding'] === undefined && (req.headers['content-length'] ?? '0') === '0';

const read = (parser: RequestHandler, req: Request, res: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(
      () => {
        // What is still on its way is not waited for, once the sender has been told.
        res.setHeader('Connection', 'close');
        res.once('finish', () => req.socket.destroy());
        reject(new Refusal('BAD_REQUEST', 'The body took too long to arrive. Send it again, all at once.'));
      },
      Number(req.app.get(bodyTimeout)),
    );
    void parser(req, res, (error?: unknown) => {
      clearTimeout(late);
      if (error === undefined || error === null) resolve();
      else reject(error as Error);
    });
  });

/** The app's setting of how long a body of JSON may take, in milliseconds. */
export const bodyTimeout = 'body timeout';
