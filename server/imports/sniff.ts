import { Readable } from 'node:stream';
import { Refusal } from '#shared/refusal.ts';

const isAt = (start: Buffer, bytes: readonly number[]): boolean => bytes.every((byte, at) => start[at] === byte);

const sentences: readonly (readonly [start: readonly number[], sentence: string])[] = [
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'This Excel workbook has a password or the old format (.xls). Save it as .xlsx without a password, or as CSV.',
  ],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF. Import the table as CSV or as an Excel workbook (.xlsx).'],
  [[0x89, 0x50, 0x4e, 0x47], 'This is a picture. Import the table as CSV or as an Excel workbook (.xlsx).'],
  [[0xff, 0xd8, 0xff], 'This is a picture. Import the table as CSV or as an Excel workbook (.xlsx).'],
  [[0x1f, 0x8b], 'This file is compressed. Unpack it and import what is in it.'],
];

/** What a file is by its first bytes, which are given back with it. Refuses, in a sentence, what holds no table. */
export const sniff = async (
  file: Readable,
): Promise<{ readonly kind: 'text' | 'workbook'; readonly file: Readable }> => {
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
  const seen: Buffer[] = [];
  let start: Buffer = Buffer.alloc(0);
  while (start.length < 4) {
    const step = await chunks.next();
    if (step.done) break;
    seen.push(typeof step.value === 'string' ? Buffer.from(step.value) : step.value);
    start = Buffer.concat(seen);
  }
  const known = sentences.find(([bytes]) => isAt(start, bytes));
  if (known) throw new Refusal('VALIDATION_ERROR', known[1], { field: 'file' });
  const kind = isAt(start, [0x50, 0x4b, 3, 4]) ? 'workbook' : 'text';
  return { kind, file: Readable.from(again(start, chunks), { objectMode: false }) };
};

async function* again(start: Buffer, rest: AsyncIterator<Buffer | string>): AsyncGenerator<Buffer | string> {
  if (start.length > 0) yield start;
  for (;;) {
    const step = await rest.next();
    if (step.done) return;
    yield step.value;
  }
}
