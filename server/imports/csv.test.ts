import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { csvRows, type SheetRow } from './csv.ts';

const read = async (csv: string | Readable): Promise<{ header: readonly string[]; rows: SheetRow[] }> => {
  const rows: SheetRow[] = [];
  for await (const row of csvRows(csv).rows) rows.push(row);
  const first = rows.shift();
  return { header: first && 'cells' in first ? first.cells : [], rows };
};

const cells = (rows: readonly SheetRow[]): (readonly string[] | string)[] =>
  rows.map((row) => ('cells' in row ? row.cells : row.problem));

const inPieces = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
  );

const broken = 'A quotation mark is opened and not closed.';

test('comma, semicolon and tab are told apart, inside quotation marks they are text', async () => {
  for (const delimiter of [',', ';', '\t']) {
    const { header, rows } = await read(
      ['Name', 'Tags', '"A, b; c"'].join(delimiter) + '\n' + ['Anu', '"x; y, z"', '1'].join(delimiter),
    );
    assert.deepEqual(header, ['Name', 'Tags', 'A, b; c']);
    assert.deepEqual(cells(rows), [['Anu', 'x; y, z', '1']]);
  }
  assert.deepEqual((await read('sep=;\nName;A,b,c,d\nAnu;1')).rows, [{ row: 3, cells: ['Anu', '1'] }]);
  assert.deepEqual((await read('Name\nAnu\n')).rows, [{ row: 2, cells: ['Anu'] }]);
});

test('rows are counted as a spreadsheet counts them, blank ones and rows of several lines included', async () => {
  const { rows } = await read(
    'Name,Note\r\nAnu,one\r\n\r\nBala,"two\r\nlines, and ""marks"""\r\n , \r\nCheran,"three"',
  );
  assert.deepEqual(rows, [
    { row: 2, cells: ['Anu', 'one'] },
    { row: 4, cells: ['Bala', 'two\nlines, and "marks"'] },
    { row: 5, cells: ['', ''] },
    { row: 6, cells: ['Cheran', 'three'] },
  ]);
});

test('the same rows come out however the file arrives', async () => {
  const text = 'Name,Note\r\nகவிதா,"a\r\nb"\r\nBala,😀\r\n';
  const whole = await read(text);
  assert.deepEqual(cells(whole.rows), [
    ['கவிதா', 'a\nb'],
    ['Bala', '😀'],
  ]);
  for (const size of [1, 2, 3, 5, 1000]) {
    assert.deepEqual(await read(inPieces(Buffer.from(text), size)), whole);
    assert.deepEqual(await read(inPieces(Buffer.from(`\ufeff${text}`), size)), whole);
    assert.deepEqual(await read(inPieces(Buffer.from(`\ufeff${text}`, 'utf16le'), size)), whole);
  }
  assert.deepEqual(await read(`\ufeff${text}`), whole);
  assert.deepEqual(await read(text.replaceAll('\r\n', '\r')), whole);
  assert.deepEqual(await read(inPieces(Buffer.from(text.replaceAll('\r\n', '\r')), 1)), whole);
});

test('a quotation mark left open costs its own row and no other', async () => {
  const good = Array.from({ length: 200 }, (_, i) => `Person ${i},"note ${i}"`);
  const lines = ['Name,Note', ...good];
  lines[20] = 'Broken,"never closed';
  lines[21] = '"Broken too,nothing';
  lines[150] = '"At the end,';
  const { rows } = await read(lines.join('\n'));
  assert.equal(rows.length, 200);
  assert.deepEqual(
    rows.filter((row) => 'problem' in row),
    [21, 22, 151].map((row) => ({ row, problem: broken })),
  );
  assert.deepEqual((await read('Name,Note\nAnu,"open')).rows, [{ row: 2, problem: broken }]);
});

test('marks inside a text are part of it', async () => {
  const { rows } = await read('Name,Note\nRavi 6" pipe,5" and 6"\n"Anu" R,"x"');
  assert.deepEqual(cells(rows), [
    ['Ravi 6" pipe', '5" and 6"'],
    ['"Anu" R', 'x'],
  ]);
});

test('a line without an end is given up without being kept', async () => {
  const { rows } = await read(
    Readable.from(
      (function* () {
        yield 'Name,Note\nAnu,1\n';
        for (let i = 0; i < 300; i++) yield 'x'.repeat(10_000);
        yield '\nBala,2\n';
      })(),
    ),
  );
  assert.deepEqual(rows, [
    { row: 2, cells: ['Anu', '1'] },
    { row: 3, problem: 'This row is too long to be one.' },
    { row: 4, cells: ['Bala', '2'] },
  ]);
});

test('how far the reading is, is known all along', async () => {
  const csv = `Name\n${'நாமம்\n'.repeat(20_000)}`;
  const { rows, bytesRead } = csvRows(csv);
  assert.ok(!(await rows.next()).done);
  assert.ok(bytesRead() < csv.length / 2);
  for await (const row of rows) assert.ok('cells' in row);
  assert.equal(bytesRead(), Buffer.byteLength(csv));
});

/** Each of these opens a mark that the next one closes only to open another. */
const unbalanced = (count: number): string[] => Array.from({ length: count }, () => `"a,${'b'.repeat(400)}"x,"`);

test('a file of open marks, or of nothing, does not keep others waiting', async () => {
  const files = [unbalanced(66).join('\n'), '\n'.repeat(200_000), 'x'.repeat(2_000_000)];
  for (const file of files) {
    let isRead = false;
    const reading = read(`Name,Note,More\n${file}`).then(() => (isRead = true));
    let turnsOfOthers = 0;
    while (!isRead) {
      await turn();
      turnsOfOthers += 1;
    }
    await reading;
    assert.ok(turnsOfOthers > 8, `${turnsOfOthers}`);
  }
});

test('where too many marks stay open, every line stands alone', async () => {
  const two = 'Anu,"two\nlines"';
  const few = await read(`Name,Note\n"open,1\n${two}`);
  assert.deepEqual(cells(few.rows), [broken, ['Anu', 'two\nlines']]);
  const bad = unbalanced(100);
  const many = await read(['Name,Note', two, ...bad, two, 'Bala,one'].join('\n'));
  assert.deepEqual(cells(many.rows), [
    ['Anu', 'two\nlines'],
    ...bad.map(() => broken),
    broken,
    ['lines"'],
    ['Bala', 'one'],
  ]);
});

test('a row of several lines is no longer than a row may be', async () => {
  const line = 'y"",'.repeat(10_000);
  const { rows } = await read(`Name,Note\nAnu,"${line}\n${line}"\nBala,1`);
  assert.deepEqual(cells(rows).at(-1), ['Bala', '1']);
  assert.deepEqual(cells(rows)[0], broken);
});

test('a mark left open takes no rows with it when a later text has marks of its own', async () => {
  const { rows } = await read(
    'Name,Note\nAnu,"to be rung\nBala,1\nCheran,asked for "the blue one" twice\nDevi,"two\nlines"\nEzhil 6" pipe,"a\nb"',
  );
  assert.deepEqual(cells(rows), [
    broken,
    ['Bala', '1'],
    ['Cheran', 'asked for "the blue one" twice'],
    ['Devi', 'two\nlines'],
    ['Ezhil 6" pipe', 'a\nb'],
  ]);
});

test('a title above the table, or a text with commas, does not say what parts the cells', async () => {
  for (const delimiter of [';', '\t', '|']) {
    const lines = [
      'Enquiries, June, all clinics',
      '',
      ['Name', 'Note'].join(delimiter),
      ['Anu', 'a, b, c'].join(delimiter),
    ];
    const { rows } = await read(lines.join('\n'));
    assert.deepEqual(cells(rows), [
      ['Name', 'Note'],
      ['Anu', 'a, b, c'],
    ]);
  }
});

test('letters come out right in whatever a spreadsheet saved them', async () => {
  const text = 'Name,City\nJosé,Köln\n';
  const expected = [['José', 'Köln']];
  const wide = Buffer.from(text, 'utf16le');
  const files = [
    Buffer.from(text),
    Buffer.from(text, 'latin1'),
    wide,
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
  ];
  for (const file of files)
    for (const size of [1, 7, 1000]) assert.deepEqual(cells((await read(inPieces(file, size))).rows), expected);
  // One broken byte among letters of UTF-8 is one broken letter.
  const bytes = Buffer.concat([Buffer.from('Name\nகவிதா '), Buffer.from([0xe0, 0x41]), Buffer.from('\nதேவி')]);
  assert.deepEqual(cells((await read(inPieces(bytes, 1000))).rows), [['கவிதா \ufffdA'], ['தேவி']]);
});
