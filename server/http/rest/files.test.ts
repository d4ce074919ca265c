import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { AnyRecord } from '#shared/collection.ts';
import type { Person, World } from '#server/testing/world.ts';
import { code, leadMaker, records, restDesk } from '#server/testing/rest-desk.ts';

suite('files over REST', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await restDesk({ after: (work) => void endings.push(work) });
  });
  after(async () => {
    for (const end of endings) await end();
  });
  const newLead = leadMaker(() => w);

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
    assert.equal(started.headers.get('location'), `/general/api/v1/imports/contacts/${id}`);
    const job = await finished(owner, `/imports/contacts/${id}`);
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
    const job = await finished(w.ana, `/imports/leads/${(dry.body.data as { id: string }).id}`);
    assert.deepEqual([job['dryRun'], job['rows'], job['created'], job['refused']], [true, 2, 1, 1]);
    assert.equal(records(await w.ana.request('GET', '/leads?phone=9843077001')).length, 0);
    const utf16 = new Uint8Array(Buffer.from('\ufeffName,Phone\nமீனா,98430 77002\n', 'utf16le'));
    const sent = await fetch(`${w.url}/smiles/api/v1/leads/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${w.ana.token}`, ...type },
      body: utf16,
    });
    const { data } = (await sent.json()) as { data: { id: string } };
    assert.equal((await finished(w.ana, `/imports/leads/${data.id}`))['created'], 1);
    assert.equal(records(await w.ana.request('GET', '/leads?phone=9843077002'))[0]?.['name'], 'மீனா');
    for (const path of [`/imports/clinics/${data.id}`, `/imports/leads/${v7()}`])
      assert.equal(code(await w.ana.request('GET', path)), 'NOT_FOUND');
    assert.equal(code(await w.ben.request('GET', `/imports/leads/${data.id}`)), 'FORBIDDEN');
    assert.equal(code(await w.ana.request('DELETE', `/imports/leads/${data.id}`)), 'ok');
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
    await finished(once, `/imports/leads/${id}`);
    const change = { role: 'clinic_staff', clinicIds: [w.clinics.rsPuram.id] };
    assert.equal(code(await w.ana.request('PATCH', `/users/${once.id}`, change)), 'ok');
    for (const method of ['GET', 'DELETE'])
      assert.equal(code(await once.request(method, `/imports/leads/${id}`)), 'FORBIDDEN');
    assert.equal(code(await w.ana.request('GET', `/imports/leads/${id}`)), 'ok');
  });
});
