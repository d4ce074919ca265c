import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createFrameReader } from '#shared/change-frame.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { Change, SentFrame, Welcome } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { framesFor } from './frames.ts';
import { createToldTexts, type Told } from './told-texts.ts';

/** The blocks of code under a heading of the page, each as what its lines say. */
const examplesUnder = (heading: string): unknown[][] => {
  const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  const [, rest] = page.split(`\n${heading}\n`);
  const [part = ''] = rest?.split(/\n##/) ?? [];
  const blocks = [...part.matchAll(/```jsonc\n([\s\S]*?)```/g)];
  return blocks.map(([, code = '']) => JSON.parse(`[${code.replaceAll(/ \/\/ .*$/gm, '')}]`) as unknown[]);
};

const [welcomes, first, second, changes] = examplesUnder('### Two frames, read') as [
  [Welcome],
  SentFrame,
  SentFrame,
  Change[],
];
const [welcome] = welcomes;

/** The rows of the change log from which these changes are made. */
const rowsOf = (told: readonly Change[]): LogRow[] =>
  told.map(({ seq, at, mid, by, collection, id, version, op, scope, prev, data }) => ({
    seq,
    at,
    mid,
    by,
    collection,
    id,
    version,
    command: 'leads.update',
    reason: null,
    op: version === 1 ? 'create' : 'update',
    before: op === 'upsert' ? [] : [scope],
    after: [scope],
    prevs: { [scope]: prev },
    patch: data ?? {},
    old: {},
    record: op === 'upsert' ? (data as AnyRecord) : null,
    cause: null,
    group: null,
  }));

test('the frames on the page of the protocol say what it says that they do', () => {
  const reader = createFrameReader(productCatalog.named);
  reader.welcome(welcome);
  assert.deepEqual([...reader.read(first), ...reader.read(second)], changes);
});

test('a server that logged these changes sends the frames on the page', () => {
  const told: Told = [];
  const texts = createToldTexts();
  const numberOf = (scope: string): number => welcome.numbers?.[welcome.scopes.indexOf(scope)] ?? assert.fail();
  const rows = rowsOf(changes);
  const last = rows.findLastIndex(({ mid }) => mid === rows[0]?.mid);
  const sent = [rows.slice(0, last + 1), rows.slice(last + 1)].flatMap((some) =>
    framesFor(productCatalog, some, { scopes: new Set(welcome.scopes), numberOf }),
  );
  assert.deepEqual(
    sent.map((frame) => texts.abridged(frame, [told])),
    [first, second],
  );
});
