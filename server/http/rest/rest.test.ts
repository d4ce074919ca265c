import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { v7 } from 'uuid';
import type { World } from '#server/testing/world.ts';
import { code, leadMaker, record, records, restDesk } from '#server/testing/rest-desk.ts';

suite('REST', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await restDesk({ after: (work) => void endings.push(work) });
  });
  after(async () => {
    for (const end of endings) await end();
  });
  const newLead = leadMaker(() => w);

  test('a created record says where it is and which version it has', async () => {
    const answer = await newLead();
    const { id, version } = record(answer);
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('location'), `/smiles/api/v1/leads/${id}`);
    assert.equal(answer.headers.get('etag'), `"${version}"`);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(typeof answer.body.meta?.['seq'], 'number');
    assert.deepEqual(record(await w.ana.request('GET', `/leads/${id}`)), record(answer));
    assert.deepEqual(record(await w.ana.request('GET', `/leads/${id.toUpperCase()}`)), record(answer));
  });

  test('what has not changed since is not sent again', async () => {
    const { id } = record(await newLead());
    // Without the second header fetch says "no-cache" by itself, which asks for a whole answer.
    const known = { 'if-none-match': '"1"', 'cache-control': 'max-age=0' };
    assert.equal((await w.ana.request('GET', `/leads/${id}`, undefined, known)).status, 304);
    await w.ana.request('PATCH', `/leads/${id}`, { nextAction: 'Call' });
    assert.equal((await w.ana.request('GET', `/leads/${id}`, undefined, known)).status, 200);
  });

  test('two who change different fields both win; of the same field the later one is told', async () => {
    const { id } = record(await newLead());
    const seen = { 'if-match': '"1"' };
    assert.equal(code(await w.ana.request('PATCH', `/leads/${id}`, { nextAction: 'Call' }, seen)), 'ok');
    assert.equal(code(await w.ben.request('PATCH', `/leads/${id}`, { age: 40 }, seen)), 'ok');
    const late = await w.ben.request('PATCH', `/leads/${id}?base=1`, { nextAction: 'Write' });
    assert.equal(late.status, 409);
    assert.deepEqual(
      { code: code(late), current: late.body.error?.details?.['current'] },
      { code: 'CONFLICT', current: 'Call' },
    );
    assert.equal(
      code(await w.ben.request('PATCH', `/leads/${id}`, { nextAction: 'Write' }, { 'if-match': '*' })),
      'ok',
    );
    assert.equal(code(await w.ben.request('PATCH', `/leads/${id}`, { nextAction: 'Walk' })), 'ok');
    for (const wrong of ['x', '"x"', '1', '""'])
      assert.equal(
        code(await w.ben.request('PATCH', `/leads/${id}`, { age: 41 }, { 'if-match': wrong })),
        'VALIDATION_ERROR',
      );
  });

  test('the same key does nothing again; for something else it is refused', async () => {
    const key = { 'idempotency-key': v7() };
    const lead = { name: 'Once', phone: '98430 11111' };
    const [first, second] = [
      await w.ana.request('POST', '/leads', lead, key),
      await w.ana.request('POST', '/leads', lead, key),
    ];
    assert.deepEqual(second.body, first.body);
    assert.equal(code(await w.ana.request('POST', '/leads', { ...lead, name: 'Twice' }, key)), 'MID_REUSED');
    assert.equal(records(await w.ana.request('GET', '/leads?name=Once')).length, 1);
    const refusal = await w.ana.request('POST', '/leads', lead, { 'idempotency-key': 'mine' });
    assert.deepEqual([refusal.status, refusal.body.error?.details?.['field']], [422, 'Idempotency-Key']);
  });

  test('PATCH and PUT take fields, and why', async () => {
    const { id } = record(await newLead({ status: 'visited' }));
    const refusal = await w.ana.request('PATCH', `/leads/${id}`, { status: 'new' });
    assert.equal(code(refusal), 'REASON_REQUIRED');
    assert.equal(code(await w.ana.request('PUT', `/leads/${id}`, { status: 'new', reason: 'Mixed up' })), 'ok');
    assert.equal(code(await w.ana.request('DELETE', `/leads/${id}?reason=Twice`)), 'ok');
    assert.equal(record(await w.ana.request('POST', `/leads/${id}/restore`)).id, id);
    const entries = (await w.ana.request('GET', `/leads/${id}/activity`)).body.data as {
      op: string;
      reason: string | null;
    }[];
    assert.deepEqual(
      entries.map(({ op, reason }) => [op, reason]),
      [
        ['restore', null],
        ['delete', 'Twice'],
        ['update', 'Mixed up'],
        ['create', null],
      ],
    );
    const history = records(await w.ana.request('GET', `/leads/${id}/history`));
    assert.deepEqual(
      history.map((line) => [line['fromStatus'], line['toStatus'], line['reason']]),
      [
        ['visited', 'new', 'Mixed up'],
        [null, 'visited', null],
      ],
    );
  });

  const refused: readonly [what: string, method: string, body: unknown, code: string, field?: string][] = [
    ['a field that is not there', 'PATCH', { colour: 'red' }, 'VALIDATION_ERROR', 'colour'],
    ['a field that the system sets', 'PATCH', { version: 7 }, 'VALIDATION_ERROR', 'version'],
    ['another record’s id', 'PATCH', { id: '01a1fd94-c327-722e-9201-4f8dc315ff96' }, 'VALIDATION_ERROR', 'id'],
    ['a value that is none', 'PATCH', { phone: '12' }, 'VALIDATION_ERROR', 'phone'],
    ['a prototype', 'PATCH', '{"__proto__":{"name":"x"}}', 'VALIDATION_ERROR', '__proto__'],
    ['a list', 'PATCH', [], 'VALIDATION_ERROR'],
    ['half of JSON', 'PATCH', '{"name":', 'BAD_REQUEST'],
    ['a text', 'PATCH', '"name"', 'VALIDATION_ERROR'],
    ['what is nested for ever', 'PATCH', `{"name":${'['.repeat(4000)}${']'.repeat(4000)}}`, 'VALIDATION_ERROR'],
    ['more than a megabyte', 'PATCH', `{"name":"${'x'.repeat(1_050_000)}"}`, 'TOO_LARGE'],
  ];

  for (const [what, method, body, expected, field] of refused) {
    test(`${what} is refused`, async () => {
      const { id } = record(await newLead());
      const answer = await w.ana.request(method, `/leads/${id}`, body);
      assert.equal(code(answer), expected);
      assert.equal(answer.body.error?.details?.['field'], field);
      assert.equal(record(await w.ana.request('GET', `/leads/${id}`)).version, 1);
    });
  }

  test('another content type is no JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await w.ana.request('POST', '/leads', '{"name":"x"}', { 'content-type': type });
      assert.deepEqual([answer.status, code(answer)], [400, 'BAD_REQUEST']);
    }
  });

  test('what is no id, and what is not there, are not found alike', async () => {
    const absent = await w.ana.request('GET', `/leads/${v7()}`);
    for (const id of ['x', '1', 'tbd2', v7().slice(1), '..%2f', '%00'])
      assert.deepEqual((await w.ana.request('GET', `/leads/${id}`)).body, absent.body);
    const hidden = record(await newLead({ clinicId: w.clinics.rsPuram.id }));
    assert.deepEqual((await w.ben.request('GET', `/leads/${hidden.id}`)).body, absent.body);
  });

  test('the API describes itself, to anyone', async () => {
    const document = (await (await fetch(`${w.url}/smiles/api/v1/openapi.json`)).json()) as {
      openapi: string;
      paths: object;
    };
    assert.equal(document.openapi, '3.1.0');
    assert.ok(Object.keys(document.paths).includes('/leads/{id}/assign'));
    assert.ok(!JSON.stringify(document).includes('contacts'));
    const page = await fetch(`${w.url}/smiles/api/v1/docs`);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await page.text(), /Smiles API/);
  });
});
