import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareText, fold, searchTerms } from './fold.ts';

test('case and Latin accents do not matter in a search, Tamil and Hindi vowel signs do', () => {
  assert.equal(fold('José RAMÍREZ'), 'jose ramirez');
  assert.equal(fold('முருகன்'), 'முருகன்'.normalize('NFC'));
  assert.notEqual(fold('मीरा'), fold('मरा'));
});

test('a phone is found however it is typed', () => {
  for (const typed of ['98430 12345', '+91 98430-12345', '09843012345', '(98430) 12345']) {
    const [digits] = searchTerms(typed);
    assert.ok('919843012345'.includes(digits ?? 'none'), typed);
  }
});

test('words are found each for itself', () => {
  assert.deepEqual(searchTerms('  Kumar   SENTHIL '), ['kumar', 'senthil']);
  assert.deepEqual(searchTerms(' + '), ['+']);
});

test('text is compared by code point, which UTF-8 bytes are ordered by too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(Math.sign(compareText(a, b)), Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
