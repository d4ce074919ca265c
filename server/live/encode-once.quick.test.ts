import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from 'socket.io';
import { encodedOnce, encodePartsOnce } from './encode-once.ts';

/** An encoder like the server's, and what it makes of an answer to the question of this number. */
const encoding = () => {
  const io = new Server();
  encodePartsOnce(io);
  return (id: number, answer: object): unknown => io.encoder.encode({ type: 3, nsp: '/', id, data: [answer] });
};

/** Records that count how often they are turned into text. */
const counted = (length: number) => {
  let times = 0;
  const records = Array.from({ length }, (_, n) => ({
    toJSON: () => {
      times += 1;
      return { id: `${n}`, name: 'Priyā “P.”', age: null };
    },
  }));
  return { records, times: () => times };
};

test('what a thousand people are sent is turned into text once', () => {
  const encode = encoding();
  const { records, times } = counted(50);
  encodedOnce(records);
  for (let id = 0; id < 1_000; id += 1) encode(id, { ok: true, records, cursor: null, seq: id });
  assert.equal(times(), 50);
});

test('an answer is the same text as without it, whatever is in it', () => {
  const [plain, once] = [new Server(), encoding()];
  const shared = [{ id: 'a', tags: [], text: '"quoted"\n' }];
  const answers = [
    { ok: true, records: shared, cursor: undefined, seq: 7 },
    { ok: true, frame: shared, heads: { 'leads:all': 3 }, more: false },
    { ok: true, records: [], at: new Date(0), cursor: null },
    { ok: false, error: { code: 'NOT_FOUND' } },
  ];
  const expected = answers.map((answer, id) => plain.encoder.encode({ type: 3, nsp: '/', id, data: [answer] }));
  encodedOnce(shared);
  assert.deepEqual(
    answers.map((answer, id) => once(id, answer)),
    expected,
  );
});

test('every other packet is the same too', () => {
  const [plain, other] = [new Server(), new Server()];
  encodePartsOnce(other);
  const packets = [
    { type: 0, nsp: '/', data: { sid: 'abc' } },
    { type: 1, nsp: '/' },
    { type: 2, nsp: '/', data: ['frame', 7, ['Priyā'], null] },
    { type: 2, nsp: '/other', id: 3, data: ['asked'] },
    { type: 3, nsp: '/', id: 4, data: [] },
    { type: 3, nsp: '/', id: 5, data: [null] },
    { type: 4, nsp: '/', data: { message: 'no', data: { code: 'UNAUTHENTICATED' } } },
  ];
  for (const packet of packets) assert.deepEqual(other.encoder.encode(packet), plain.encoder.encode(packet));
});
