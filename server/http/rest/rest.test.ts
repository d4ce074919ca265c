import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import { world, type Answer, type Person, type World } from '#server/testing/world.ts';

suite('REST', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await world(
      { after: (work) => void endings.push(work) },
      { env: { API_REQUESTS_PER_MINUTE: '100000' }, also: ['general'] },
    );
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const record = ({ body }: Answer): AnyRecord => body.data as AnyRecord;
  const records = ({ body }: Answer): AnyRecord[] => body.data as AnyRecord[];
  const code = ({ body }: Answer): string => body.error?.code ?? 'ok';

  let serial = 0;
  const newLead = (more: object = {}): Promise<Answer> =>
    w.ana.request('POST', '/leads', {
      name: 'Ravi',
      phone: `98430 ${30_000 + ++serial}`,
      clinicId: w.clinics.ganapathy.id,
      ...more,
    });

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

  const finished = async (someone: Person, path: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const job = (await someone.request('GET', path)).body.data as Record<string, unknown>;
      if (job['state'] !== 'running') return job;
      await pause(10);
    }
  };

  test('an export is a spreadsheet that runs nothing, and that an import reads back', async () => {
    const { id: company } = await w.create(w.general, 'companies.create', { name: '=Formula & "Sons", Ltd' });
    const owner = await w.staffOf('owner');
    const given = [
      {
        firstName: '=1+1',
        lastName: '@home',
        email: 'a@x.example',
        mobile: '+91 98430 12345',
        companyId: company,
        tags: ['-minus', 'plain'],
        notes: 'two\nlines, "marks"',
      },
      {
        firstName: "'=quoted",
        assignedTo: owner.id,
        status: 'do_not_contact',
        lastContactedDate: '2026-11-20T10:00:00Z',
      },
      { firstName: 'முருகன்', city: '-5', notes: '+1+cmd' },
    ];
    const made: AnyRecord[] = [];
    for (const args of given) made.push(await w.create(w.general, 'contacts.create', args));
    const answer = await fetch(`${w.url}/general/api/v1/contacts/export?sort=-createdAt`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    const csv = Buffer.from(await answer.arrayBuffer()).toString('utf8');
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(
      answer.headers.get('content-disposition') ?? '',
      /^attachment; filename="contacts-\d{4}-\d\d-\d\d\.csv"$/,
    );
    assert.ok(csv.startsWith('\ufeffFirst name,'));
    assert.doesNotMatch(csv, /(^|,)"?[=@]/m);
    assert.doesNotMatch(csv, /(^|,)"?[+-](?!\d[\d ]*,)/m);
    for (const { id } of made) assert.equal((await owner.request('DELETE', `/contacts/${id}`)).status, 200);
    const started = await owner.request('POST', '/contacts/import', csv, { 'content-type': 'text/csv' });
    assert.equal(started.status, 202);
    const { id } = started.body.data as { id: string };
    assert.equal(started.headers.get('location'), `/general/api/v1/contacts/import/${id}`);
    const job = await finished(owner, `/contacts/import/${id}`);
    assert.deepEqual(
      { state: job['state'], created: job['created'], refused: job['refused'] },
      { state: 'finished', created: 3, refused: 0 },
      JSON.stringify(job),
    );
    const back = records(await owner.request('GET', '/contacts?sort=-createdAt&limit=200'));
    const content = (list: readonly AnyRecord[]): unknown[] =>
      list
        .map(({ id: _id, version: _v, createdBy: _c, updatedAt: _u, updatedBy: _b, ...rest }) => JSON.stringify(rest))
        .toSorted();
    const before = made.map(({ deletedAt: _d, fieldVersions: _f, ...rest }) => rest as unknown as AnyRecord);
    assert.deepEqual(content(back), content(before));
  });

  test('an export takes the filters of the list and outlasts a reader who leaves', async () => {
    for (let i = 0; i < 40; i++) await newLead({ name: `Out ${i}`, source: i % 2 ? 'ivr' : 'organic' });
    const { body } = await w.ana.request('GET', '/leads/export?source=ivr&q=out&sort=name');
    const lines = String(body.data).trim().split('\n');
    assert.equal(lines.length, 21);
    assert.match(lines[1] ?? '', /^Out 1,\+91 98430 \d{5},/);
    assert.ok(lines[1]?.includes('Ganapathy'));
    assert.equal(code(await w.ana.request('GET', '/leads/export?source=x')), 'VALIDATION_ERROR');
    const leaving = new AbortController();
    const answer = await fetch(`${w.url}/smiles/api/v1/leads/export`, {
      headers: { authorization: `Bearer ${w.ana.token}` },
      signal: leaving.signal,
    });
    leaving.abort();
    await assert.rejects(answer.text());
    assert.equal((await w.ana.request('GET', '/auth/me')).status, 200);
  });

  test('an import is watched and stopped by who may, and refused whole when it cannot begin', async () => {
    const text = 'Name,Phone\nAnu,98430 77001\nBala,nonsense\n';
    const type = { 'content-type': 'text/csv' };
    const dry = await w.ana.request('POST', '/leads/import?dryRun=true', text, type);
    const job = await finished(w.ana, `/leads/import/${(dry.body.data as { id: string }).id}`);
    assert.deepEqual([job['dryRun'], job['rows'], job['created'], job['refused']], [true, 2, 1, 1]);
    assert.equal(records(await w.ana.request('GET', '/leads?phone=9843077001')).length, 0);
    const utf16 = new Uint8Array(Buffer.from('\ufeffName,Phone\nமீனா,98430 77002\n', 'utf16le'));
    const sent = await fetch(`${w.url}/smiles/api/v1/leads/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${w.ana.token}`, ...type },
      body: utf16,
    });
    const { data } = (await sent.json()) as { data: { id: string } };
    assert.equal((await finished(w.ana, `/leads/import/${data.id}`))['created'], 1);
    assert.equal(records(await w.ana.request('GET', '/leads?phone=9843077002'))[0]?.['name'], 'மீனா');
    for (const path of [`/clinics/import/${data.id}`, `/leads/import/${v7()}`])
      assert.equal(code(await w.ana.request('GET', path)), 'NOT_FOUND');
    assert.equal(code(await w.ben.request('GET', `/leads/import/${data.id}`)), 'FORBIDDEN');
    assert.equal(code(await w.ana.request('DELETE', `/leads/import/${data.id}`)), 'ok');
    assert.equal(code(await w.ana.request('POST', '/leads/import', '', type)), 'VALIDATION_ERROR');
    assert.equal(code(await w.ana.request('POST', '/leads/import', 'Colour\nred\n', type)), 'VALIDATION_ERROR');
    assert.equal(
      code(await w.ana.request('POST', '/leads/import', text, { 'content-type': 'application/zip' })),
      'BAD_REQUEST',
    );
    // Its sender says so at once: nothing of it has to be read.
    const large = request(`${w.url}/smiles/api/v1/leads/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${w.ana.token}`, ...type, 'content-length': 65 * 1024 * 1024 },
    });
    large.on('error', () => undefined);
    large.flushHeaders();
    const [answer] = (await once(large, 'response')) as [IncomingMessage];
    assert.equal(answer.statusCode, 413);
    large.destroy();
  });

  test('who may no longer import sees no report, not even of their own import', async () => {
    const once = await w.staffOf('admin', w.smiles);
    const sent = await once.request('POST', '/leads/import', 'Name,Phone\nAnu,98430 77003\n', {
      'content-type': 'text/csv',
    });
    const { id } = sent.body.data as { id: string };
    await finished(once, `/leads/import/${id}`);
    const change = { role: 'clinic_staff', clinicIds: [w.clinics.rsPuram.id] };
    assert.equal(code(await w.ana.request('PATCH', `/users/${once.id}`, change)), 'ok');
    for (const method of ['GET', 'DELETE'])
      assert.equal(code(await once.request(method, `/leads/import/${id}`)), 'FORBIDDEN');
    assert.equal(code(await w.ana.request('GET', `/leads/import/${id}`)), 'ok');
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
