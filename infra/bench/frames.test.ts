import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrameReader, encodeText } from './frames.ts';

/** A frame as a server sends it: unmasked. */
const frameOf = (text: string, opcode = 1): Buffer => {
  const payload = Buffer.from(text, 'latin1');
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
};

test('messages come out whole wherever the bytes were cut', () => {
  const texts = ['', 'a', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(300), 'last'];
  const bytes = Buffer.concat(texts.map((text) => frameOf(text)));
  for (let size = 1; size < 200; size += 3) {
    const got: string[] = [];
    const read = createFrameReader((text) => got.push(text), assert.fail);
    for (let from = 0; from < bytes.length; from += size) {
      const chunk = Buffer.from(bytes.subarray(from, from + size));
      read(chunk);
      chunk.fill(0); // the socket's buffer is used again
    }
    assert.deepEqual(got, texts);
  }
});

test('a message beyond 64 KB comes out whole', () => {
  const got: string[] = [];
  createFrameReader((text) => got.push(text), assert.fail)(frameOf('w'.repeat(70_000)));
  assert.equal(got[0]?.length, 70_000);
});

test('a close is told', () => {
  let closed = 0;
  createFrameReader(assert.fail, () => (closed += 1))(frameOf('', 8));
  assert.equal(closed, 1);
});

test('what a client sends is masked with zeros, in both sizes of head', () => {
  for (const length of [5, 125, 126, 4_000]) {
    const frame = encodeText('q'.repeat(length));
    const head = length < 126 ? 6 : 8;
    assert.equal(frame[0], 0x81);
    assert.equal((frame[1] ?? 0) & 0x80, 0x80);
    assert.deepEqual([...frame.subarray(head - 4, head)], [0, 0, 0, 0]);
    assert.equal(frame.subarray(head).toString(), 'q'.repeat(length));
  }
});
