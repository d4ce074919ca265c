import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Request } from 'express';
import { readSpreadsheet } from './body.ts';

test('a compressed file that breaks off before it is read fails its reader, not the process', async () => {
  const sent = Readable.from([gzipSync('Name,Phone\nAnu,98430 12345\n').subarray(0, 20)]);
  const file = readSpreadsheet(
    Object.assign(sent, { headers: { 'content-encoding': 'gzip' }, is: () => 'text/csv' }) as unknown as Request,
  );
  while (!file.errored) await nextTurn();
  await assert.rejects(file.toArray(), /unexpected end of file/);
});
