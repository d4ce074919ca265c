import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leads } from '#shared/modules/leads.ts';
import type { BulkResult } from '#client/store/bulk.ts';
import { describeGroupDone, describeGroupUndone } from './describe-group.ts';

const changed: BulkResult = { id: 'a', answer: { ok: true, mid: 'm', seq: 1, record: null } };
const refused = (message: string): BulkResult => ({
  id: 'a',
  answer: { ok: false, mid: 'm', error: { code: 'ILLEGAL_TRANSITION', message } },
});
const conflict = (field: string): BulkResult => ({
  id: 'a',
  answer: {
    ok: false,
    mid: 'm',
    error: {
      code: 'CONFLICT',
      message: 'Cara has changed it since, so nothing was undone.',
      details: { by: 'Cara', field },
    },
  },
});

test('an act says what it did, how much of that was so already, and why the rest was not', () => {
  const about = {
    kind: 'group-done',
    label: '3 leads: now Lost',
    collection: 'leads',
    creates: false,
    group: 'g',
  } as const;
  assert.equal(
    describeGroupDone({ ...about, changed: 3, results: [changed, changed, changed] }, leads),
    '3 leads: now Lost.',
  );
  assert.equal(
    describeGroupDone({ ...about, changed: 1, results: [changed, changed, refused('It cannot go there.')] }, leads),
    '3 leads: now Lost\n1 changed, 1 held that already, 1 not.\nIt cannot go there.',
  );
  const results = [changed, refused('One.'), refused('Two.'), refused('Two.'), refused('Three.')];
  assert.equal(
    describeGroupDone({ ...about, changed: 1, results }, leads),
    '3 leads: now Lost\n1 changed, 4 not.\n2: Two.\n1: One.\nAnd 1 more reason.',
  );
});

test('of records that were to be made it is said how many were', () => {
  const about = { kind: 'group-done', label: '3 leads', collection: 'leads', creates: true, group: 'g' } as const;
  const all = [changed, changed, changed];
  assert.equal(describeGroupDone({ ...about, changed: 3, results: all }, leads), '3 leads added.');
  assert.equal(
    describeGroupDone({ ...about, changed: 1, results: [changed, refused('Too long.'), refused('Too long.')] }, leads),
    '3 leads\n1 added, 2 not.\nToo long.',
  );
});

test('an act that is undone says how much of it, and what stayed because of whom', () => {
  const about = { kind: 'group-undone', label: '3 leads: now Lost', collection: 'leads', again: false } as const;
  assert.equal(describeGroupUndone({ ...about, undone: 3, left: [] }, leads), '3 changes undone.');
  const again = { ...about, again: true, undone: 3, left: [] };
  assert.equal(describeGroupUndone(again, leads), '3 changes done again.');
  const left = [conflict('status'), conflict('status')];
  assert.equal(
    describeGroupUndone({ ...about, undone: 1, left }, leads),
    '1 of 3 changes undone. 2 stay:\nCara has changed status since.',
  );
});
