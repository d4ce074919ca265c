import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { productCatalog } from '#shared/modules/index.ts';
import type { GetAnswer } from '#shared/protocol.ts';
import type { Reads } from '#client/sync/reads.ts';
import { createFetcher } from './fetcher.ts';

const leads = productCatalog.named('leads') as Collection;
const lead = (values: object): AnyRecord => ({ id: 'ravi', version: 2, ...values }) as unknown as AnyRecord;

test('a record whose field has come back is fetched again, though an older answer is under way', async () => {
  const answers: ((answer: GetAnswer) => void)[] = [];
  const installed: (readonly AnyRecord[])[] = [];
  const reads = {
    read: async () => ({ answer: await new Promise<GetAnswer>((resolve) => answers.push(resolve)), since: [] }),
  } as unknown as Reads;
  const fetcher = createFetcher({ reads, install: (_, records) => void installed.push(records) });
  const asked = (times: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => (answers.length >= times ? resolve() : void setTimeout(look, 1));
      look();
    });

  fetcher.want(leads, 'ravi', true);
  await asked(1);
  fetcher.want(leads, 'ravi', true);
  fetcher.wantAgain(leads, 'ravi');
  answers[0]?.({ ok: true, records: [lead({})], seq: 7 });
  await asked(2);
  answers[1]?.({ ok: true, records: [lead({ x_budget: 5 })], seq: 8 });
  await fetcher.settled();
  assert.deepEqual(installed, [[lead({})], [lead({ x_budget: 5 })]]);
  assert.equal(answers.length, 2, 'once for both who wanted it');

  fetcher.wantAgain(leads, 'ravi');
  await asked(3);
  answers[2]?.({ ok: true, records: [], seq: 9 });
  await fetcher.settled();
  assert.equal(answers.length, 3);
});
