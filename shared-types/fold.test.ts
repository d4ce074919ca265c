import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareText, fold, isPhoneSearch, searchable, searchTerms, sortable } from './fold.ts';

test('case and Latin accents do not matter in a search, Tamil and Hindi vowel signs do', () => {
  assert.equal(fold('José RAMÍREZ'), 'jose ramirez');
  assert.equal(fold('முருகன்'), 'முருகன்'.normalize('NFC'));
  assert.notEqual(fold('मीरा'), fold('मरा'));
});

const finds = (query: string, text: string): boolean =>
  searchTerms(query).every((term) => searchable(text).includes(term));

test('a name is found however it is written', () => {
  const ways = [
    ["O'Brien", 'O’Brien', 'O`Brien', 'OBrien', 'Oʼbrien', 'o brien'],
    ['S. Kumar', 'S.Kumar', 'S Kumar', 'SKumar', 's-kumar', 'Kumar S'],
    ['R.K. Narayan', 'RK Narayan', 'R K Narayan', 'r.k.narayan'],
    ['Anne-Marie', 'Anne Marie', 'Annemarie', 'Anne–Marie', 'anne\u2011marie'],
    ['Priya\u200b Raman', 'Priya Raman', '\u202bPriya Raman\u202c', 'Priya\u00a0Raman', 'Pri\u00adya Raman'],
    ['Bjørn Łukasz', 'Bjorn Lukasz', 'BJØRN ŁUKASZ'],
    ['Weiß', 'Weiss', 'WEISS'],
    ['क़मर', 'क़मर', 'कमर'],
    ['Flat ௧௨', 'Flat 12', 'flat १२'],
    ['RS Puram', 'R.S.Puram', 'rspuram', 'R S Puram'],
  ];
  for (const [text = '', ...queries] of ways)
    for (const query of [text, ...queries]) assert.ok(finds(query, text), `${query} should find ${text}`);
  assert.ok(!finds('Brian', "O'Brien"));
  assert.ok(!finds('Kumar T', 'S. Kumar'));
});

test('an address is found as a whole, and by a part of it', () => {
  assert.deepEqual(searchTerms('priya.s@example.com'), ['priya.s@example.com']);
  assert.deepEqual(searchTerms('example.com'), ['example', 'com']);
  assert.ok(finds('priya.k@x.com', 'Mail priya.k@x.com the estimate'));
  assert.deepEqual(searchTerms('12/3'), ['12', '3']);
});

test('lists are sorted as people look names up', () => {
  const names = ['Zoe', 'élise', 'Elmar', 'Émile', 'Østerberg', 'Otto', 'ofelia', 'Łukasz', 'Lena'];
  const sorted = names.toSorted((a, b) => compareText(sortable(a), sortable(b)));
  assert.deepEqual(sorted, ['élise', 'Elmar', 'Émile', 'Lena', 'Łukasz', 'ofelia', 'Østerberg', 'Otto', 'Zoe']);
});

test('a search for a whole number could be a new lead', () => {
  for (const query of ['98430 12345', 'tel:+919843012345', '+91-98430/12345']) assert.ok(isPhoneSearch(query), query);
  for (const query of ['98430', 'Kumar 98430 12345', '12/5']) assert.ok(!isPhoneSearch(query), query);
});

test('a phone is found however it is typed', () => {
  const ways = [
    '98430 12345',
    '+91 98430-12345',
    '09843012345',
    '(98430) 12345',
    'tel:+91-98430-12345',
    '98430/12345',
    '98430–12345',
    '98430\u00a012345',
    '௯௮௪௩௦ ௧௨௩௪௫',
    '९८४३० १२३४५',
    '\u202a98430 12345\u202c',
    '0091 98430 12345',
  ];
  for (const typed of ways) {
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
