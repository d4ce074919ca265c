import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { World } from '#server/testing/world.ts';
import { code, leadMaker, record, records, restDesk } from '#server/testing/rest-desk.ts';

suite('lists over REST', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await restDesk({ after: (work) => void endings.push(work) });
  });
  after(async () => {
    for (const end of endings) await end();
  });
  const newLead = leadMaker(() => w);

  test('pages lead through the whole list, once through each record, in its order', async () => {
    for (let i = 0; i < 23; i++)
      await newLead({ name: `Page ${i % 4}`, followUpDate: i % 3 ? `2026-12-0${(i % 5) + 1}` : null });
    for (const sort of ['followUpDate', 'priority,followUpDate', '-createdAt', 'name']) {
      const whole = records(await w.ana.request('GET', `/leads?limit=200&sort=${sort}`)).map(({ id }) => id);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await w.ana.request('GET', `/leads?limit=7&sort=${sort}${cursor ? `&cursor=${cursor}` : ''}`);
        seen.push(...records(page).map(({ id }) => id));
        cursor = (page.body.meta?.['cursor'] ?? null) as string | null;
      } while (cursor);
      assert.deepEqual(seen, whole, sort);
    }
    const wrong = await w.ana.request('GET', '/leads?cursor=x');
    assert.deepEqual([code(wrong), wrong.body.error?.details?.['field']], ['VALIDATION_ERROR', 'cursor']);
  });

  test('a list gives the fields that it is asked for, whatever it is sorted by, and seen by whom', async () => {
    for (let i = 0; i < 5; i++) await newLead({ name: `Some ${i}`, followUpDate: `2026-12-0${i + 1}` });
    for (const person of [w.ana, w.ben]) {
      for (const sort of ['name', '-createdAt', 'priority,followUpDate']) {
        const query = `q=some&sort=${sort}&limit=3`;
        const whole = await person.request('GET', `/leads?${query}`);
        const some = await person.request('GET', `/leads?${query}&fields=phone,updatedAt,id`);
        assert.equal(records(some).length, 3);
        assert.deepEqual(
          records(some),
          records(whole).map(({ id, version, phone, updatedAt }) => ({ id, version, phone, updatedAt })),
        );
        assert.equal(some.body.meta?.['cursor'], whole.body.meta?.['cursor'], 'the next page is the same');
      }
    }
    for (const wrong of ['nope', 'phone,', 'deletedAt', 'searchText']) {
      const answer = await w.ana.request('GET', `/leads?fields=${wrong}`);
      assert.deepEqual([code(answer), answer.body.error?.details?.['field']], ['VALIDATION_ERROR', 'fields'], wrong);
    }
  });

  test('who has a list already is answered so, for as long as nothing in it changes', async () => {
    const lead = record(await newLead({ name: 'Tagged' }));
    const path = '/leads?q=tagged&count=true';
    const first = await w.ana.request('GET', path);
    const known = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    await newLead({ name: 'Another' });
    assert.equal((await w.ana.request('GET', path, undefined, known)).status, 304);
    await w.ana.request('PATCH', `/leads/${lead.id}`, { nextAction: 'Call' });
    const changed = await w.ana.request('GET', path, undefined, known);
    assert.deepEqual([changed.status, records(changed)[0]?.['nextAction']], [200, 'Call']);
    await newLead({ name: 'Tagged too' });
    const more = await w.ana.request('GET', path, undefined, {
      ...known,
      'if-none-match': changed.headers.get('etag') ?? '',
    });
    assert.equal(more.status, 200);
  });

  test('pages by number, for clients that count them', async () => {
    for (let i = 0; i < 11; i++) await newLead({ name: `Numbered ${i}` });
    const query = 'q=numbered&sort=name';
    const whole = records(await w.ana.request('GET', `/leads?limit=200&${query}`)).map(({ id }) => id);
    const seen: string[] = [];
    for (let page = 1; page <= 3; page++) {
      const answer = await w.ana.request('GET', `/leads?page=${page}&perPage=4&${query}`);
      seen.push(...records(answer).map(({ id }) => id));
      const { cursor, seq, ...meta } = answer.body.meta ?? {};
      assert.deepEqual(meta, { page, perPage: 4, total: 11, totalPages: 3 });
      assert.ok(Number(seq) > 0 && (cursor === null) === (page === 3));
      if (page !== 1) continue;
      const next = await w.ana.request('GET', `/leads?limit=4&cursor=${String(cursor)}&${query}`);
      assert.deepEqual(
        records(next).map(({ id }) => id),
        whole.slice(4, 8),
        'a cursor goes on from it',
      );
    }
    assert.deepEqual(seen, whole);
    // Without a filter, along an index, and in an order that each tenant has its own of.
    for (const sort of ['-createdAt', 'priority,followUpDate']) {
      const all = records(await w.ana.request('GET', `/leads?limit=200&sort=${sort}`)).map(({ id }) => id);
      const second = records(await w.ana.request('GET', `/leads?page=2&perPage=3&sort=${sort}`)).map(({ id }) => id);
      assert.deepEqual(second, all.slice(3, 6), sort);
    }
    const empty = await w.ana.request('GET', `/leads?page=9&perPage=4&${query}`);
    assert.deepEqual([records(empty), empty.body.meta?.['total']], [[], 11]);
    const cheap = await w.ana.request('GET', `/leads?page=1&count=false&${query}`);
    assert.deepEqual([cheap.body.meta?.['perPage'], 'total' in (cheap.body.meta ?? {})], [50, false]);
    assert.equal((await w.ana.request('GET', `/leads?perPage=4&${query}`)).body.meta?.['page'], 1);
    const wrong = ['page=0', 'page=x', 'perPage=201', 'page=51&perPage=200', 'perPage=4&limit=4', 'page=1&page=2'];
    for (const query of wrong) assert.equal((await w.ana.request('GET', `/leads?${query}`)).status, 422, query);
  });

  test('filters, search and counts', async () => {
    await newLead({ name: 'Meenakshi Sundaram', phone: '+91 98765 43210', source: 'referral', clinicId: null });
    const total = async (query: string): Promise<unknown> =>
      (await w.ana.request('GET', `/leads?count=true&limit=1&${query}`)).body.meta?.['total'];
    for (const query of [
      'q=meenakshi',
      'q=sundar+meena',
      'q=98765+43210',
      'q=098765-43210',
      'phone=9876543210',
      'source=referral&clinicId=none',
      'name[startsWith]=meenak&status[ne]=lost',
      'filter={"field":"name","op":"contains","value":"Sundaram"}',
    ]) {
      assert.equal(await total(query), 1, query);
    }
    assert.equal(await total('q=meenakshi&status=lost'), 0);
    const all = Number(await total(''));
    const facets = (await w.ana.request('GET', '/leads/facets?by=source')).body.data as [string, number][];
    assert.equal(
      facets.reduce((sum, [, count]) => sum + count, 0),
      all,
    );
    const queue = await w.ana.request('GET', '/leads/tbd?count=true&q=meenakshi');
    assert.equal(queue.body.meta?.['total'], 1);
    assert.equal(
      (await w.ana.request('GET', `/leads/tbd?count=true&clinicId=${w.clinics.ganapathy.id}`)).body.meta?.['total'],
      0,
    );
    for (const query of ['colour=red', 'limit=0', 'sort=colour', 'status=no', 'filter=[', 'count=x']) {
      const answer = await w.ana.request('GET', `/leads?${query}`);
      assert.deepEqual([answer.status, code(answer)], [422, 'VALIDATION_ERROR'], query);
    }
    for (const query of ['', 'by=', 'by=a,b,c,d,e', 'by=name', 'by=colour'])
      assert.equal(code(await w.ana.request('GET', `/leads/facets?${query}`)), 'VALIDATION_ERROR', query);
  });
});
