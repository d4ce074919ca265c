import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseScopeKey, scopeKey } from './scope-key.ts';

const word = fc.stringMatching(/^[a-zA-Z]{1,12}$/);

test('a key says what it was made of, whatever the value holds', () => {
  fc.assert(
    fc.property(word, word, fc.option(fc.string(), { nil: null }), (collection, rule, value) => {
      assert.deepEqual(parseScopeKey(scopeKey(collection, rule, value)), { collection, rule, value });
    }),
  );
});

test('what is no key is a defect', () => {
  for (const text of ['', 'leads', ':', 'leads:', ':clinic']) assert.throws(() => parseScopeKey(text), /is no scope/);
});
