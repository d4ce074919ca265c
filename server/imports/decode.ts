import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';

const pieceLength = 16_384;

/** A file's text as it comes in, and how much of the file that was so far. */
export type IncomingText = { readonly text: AsyncGenerator<string>; readonly bytesRead: () => number };

/** The text of a file, whatever a spreadsheet saved it as. A halt ends even a wait for more. */
export const incomingText = (csv: Readable | string, halt?: AbortSignal): IncomingText => {
  let bytes = 0;
  const count = (more: number): void => void (bytes += more);
  return {
    text: typeof csv === 'string' ? oneText(csv, count) : decoded(csv, halt, count),
    bytesRead: () => bytes,
  };
};

/** In pieces, so that what has been read says how far the import is. */
async function* oneText(text: string, count: (bytes: number) => void): AsyncGenerator<string> {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  for (let at = start; at < text.length; at += pieceLength) {
    const piece = text.slice(at, at + pieceLength);
    count(Buffer.byteLength(piece));
    yield piece;
  }
}

/** How much of a file says what it is written in. */
const telling = 4;

/** What a byte order mark says, or what is written like UTF-16; or UTF-8, unless it turns out to be of before that time. */
async function* decoded(
  stream: Readable,
  halt: AbortSignal | undefined,
  count: (bytes: number) => void,
): AsyncGenerator<string> {
  let decode: ((bytes: Buffer, last: boolean) => string) | null = null;
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(stream, halt)) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    count(bytes.length);
    if (decode) {
      yield decode(bytes, false);
      continue;
    }
    start = Buffer.concat([start, bytes]);
    if (start.length < telling) continue;
    decode = decoderOf(start);
    yield decode(start, false);
  }
  yield decode ? decode(Buffer.alloc(0), true) : decoderOf(start)(start, true);
}

async function* chunksOf(stream: Readable, halt: AbortSignal | undefined): AsyncGenerator<unknown> {
  const chunks = stream[Symbol.asyncIterator]();
  const halted = new Promise<never>((_resolve, reject) => {
    halt?.addEventListener('abort', () => reject(new Error('halted')), { once: true });
  });
  // It may be rejected while no reader waits.
  halted.catch(() => undefined);
  for (;;) {
    const step = await Promise.race([chunks.next(), halted]);
    if (step.done) return;
    yield step.value;
  }
}

const decoderOf = (start: Buffer): ((bytes: Buffer, last: boolean) => string) => {
  const wide = wideEncodingOf(start);
  if (!wide) return utf8OrOlder();
  const decoder = new TextDecoder(wide);
  return (bytes, last) => decoder.decode(bytes, { stream: !last });
};

const wideEncodingOf = (start: Buffer): 'utf-16le' | 'utf-16be' | null => {
  const [a, b, c, d] = start;
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && c !== 0 && d === 0)) return 'utf-16le';
  return (a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && c === 0 && d !== 0) ? 'utf-16be' : null;
};

/**
 * UTF-8; or what Excel on Windows calls plain "CSV", when the first letters beyond ASCII are none of UTF-8's. A file
 * that has shown letters of UTF-8 stays UTF-8: a broken letter is then one letter.
 */
const utf8OrOlder = (): ((bytes: Buffer, last: boolean) => string) => {
  const utf8 = new TextDecoder('utf-8');
  const older = new TextDecoder('windows-1252');
  let kind: 'ascii' | 'utf-8' | 'older' = 'ascii';
  let pending: Buffer = Buffer.alloc(0);
  return (bytes, last) => {
    if (kind === 'older') return older.decode(bytes, { stream: !last });
    if (kind === 'utf-8') return utf8.decode(bytes, { stream: !last });
    const all = Buffer.concat([pending, bytes]);
    const rest = last ? 0 : unfinished(all);
    const text = new TextDecoder('utf-8').decode(all.subarray(0, all.length - rest));
    const [good, bad] = [countOf(text, /[\u0080-\ufffc\uffff]|\p{Surrogate}/gu), countOf(text, /\ufffd/g)];
    if (good + bad === 0) {
      pending = Buffer.from(all.subarray(all.length - rest));
      return text;
    }
    kind = bad > good ? 'older' : 'utf-8';
    pending = Buffer.alloc(0);
    return (kind === 'older' ? older : utf8).decode(all, { stream: !last });
  };
};

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** How many bytes at the end begin a letter that is still to come. */
const unfinished = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
};
