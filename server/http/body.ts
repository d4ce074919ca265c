import express, { type Request, type RequestHandler, type Response } from 'express';
import { isTooDeep } from '#shared/json.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Patch } from '#shared/collection.ts';

const json = express.json({ limit: '1mb', strict: false, type: () => true });
const csv = express.raw({ limit: '20mb', type: () => true });

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

/** Reads a spreadsheet as text, in UTF-8 or whatever its byte order mark says: Excel writes UTF-16 too. */
export const readCsv = async (req: Request, res: Response): Promise<string> => {
  if (!req.is(['text/csv', 'application/csv', 'text/plain'])) {
    throw new Refusal('BAD_REQUEST', 'Send the file as it is, with Content-Type: text/csv.');
  }
  await read(csv, req, res);
  const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
};

const encodingOf = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
};

const isEmpty = (req: Request): boolean =>
  req.headers['transfer-encoding'] === undefined && (req.headers['content-length'] ?? '0') === '0';

const read = (parser: RequestHandler, req: Request, res: Response): Promise<void> =>
  new Promise((resolve, reject) => {
    void parser(req, res, (error?: unknown) =>
      error === undefined || error === null ? resolve() : reject(error as Error),
    );
  });
