import { Readable } from 'node:stream';
import { v7 } from 'uuid';
import { Refusal } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';
import { isConnectionError } from '#server/database/errors.ts';
import { ImportFile } from '#server/database/tables/imports.ts';

/** Bytes of a file that may be imported. */
export const largestFile = 64 * 1024 * 1024;
const pieceSize = 256 * 1024;
/** Small, so that what has been read says how far an import is. */
const readSize = 16 * 1024;

export const tooLarge = (): Refusal =>
  new Refusal('TOO_LARGE', 'This file is larger than 64 MB. Split it and import the parts one after the other.', {
    field: 'file',
  });

export type StoredFile = { readonly id: string; readonly size: number };

/**
 * Keeps a file in the tenant's database as it comes in, a piece at a time, so that it survives this pod. Throws
 * TOO_LARGE, and BAD_REQUEST when its sender stops in the middle; then nothing of it is kept.
 */
export const storeFile = async (db: Database, file: Readable | string): Promise<StoredFile> => {
  const id = v7();
  let place = 0;
  let size = 0;
  let waiting: Buffer[] = [];
  let waitingSize = 0;
  const keep = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingSize = 0;
    await db.orm.em.fork().insert(ImportFile, { fileId: id, place: place++, bytes, storedAt: new Date() });
  };
  try {
    for await (const bytes of piecesOf(file)) {
      size += bytes.length;
      if (size > largestFile) throw tooLarge();
      waiting.push(bytes);
      waitingSize += bytes.length;
      if (waitingSize >= pieceSize) await keep();
    }
    if (waitingSize > 0 || place === 0) await keep();
    return { id, size };
  } catch (error) {
    await dropFile(db, id);
    throw error;
  }
};

async function* piecesOf(file: Readable | string): AsyncGenerator<Buffer> {
  if (typeof file === 'string') {
    const whole = Buffer.from(file);
    for (let at = 0; at < whole.length; at += pieceSize) yield whole.subarray(at, at + pieceSize);
    return;
  }
  const chunks = file[Symbol.asyncIterator]();
  for (;;) {
    let step: IteratorResult<unknown>;
    try {
      step = await chunks.next();
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // Its sender knows why; here it means one thing.
      throw new Refusal('BAD_REQUEST', 'The file broke off while it was being sent. Send it again.', { field: 'file' });
    }
    if (step.done) return;
    yield typeof step.value === 'string' ? Buffer.from(step.value) : (step.value as Buffer);
  }
}

/** The file as it was sent. No more than a piece of it is in memory at a time. */
export const readFile = (db: Database, id: string): Readable => Readable.from(stored(db, id), { objectMode: false });

async function* stored(db: Database, fileId: string): AsyncGenerator<Buffer> {
  for (let place = 0; ; place++) {
    const piece = await db.orm.em.fork().findOne(ImportFile, { fileId, place });
    if (!piece) return;
    for (let at = 0; at < piece.bytes.length; at += readSize)
      yield Buffer.from(piece.bytes.subarray(at, at + readSize));
  }
}

export const dropFile = async (db: Database, fileId: string): Promise<void> => {
  try {
    await db.orm.em.fork().nativeDelete(ImportFile, { fileId });
  } catch (error) {
    // Maintenance comes by every day.
    if (!isConnectionError(error)) throw error;
  }
};
