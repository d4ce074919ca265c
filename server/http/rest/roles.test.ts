import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { world, type Answer, type Person, type World } from '#server/testing/world.ts';

type Column = 'owner of the platform' | 'admin' | 'staff of the clinic' | 'staff of another';
const columns: readonly Column[] = ['owner of the platform', 'admin', 'staff of the clinic', 'staff of another'];

/** Which lead `:id` stands for: a new one for each cell, so that no answer depends on another. */
type Lead = 'at the clinic' | 'without a clinic' | 'suppressed' | 'deleted';

type Row = {
  readonly ask: string;
  readonly lead?: Lead;
  readonly body?: object | string;
  readonly answers: readonly [number, number, number, number];
};

const reason = 'Asked us';
const person = { name: 'Meena', phone: '98430 55555' };
const note = { content: 'Asked for EMI' };
const forAdmins = { ...note, visibility: 'admin_only' };

/** Section 2 of the dental specification, route by route. Hidden is 404, forbidden is 403. */
const matrix: readonly Row[] = [
  { ask: 'GET /auth/me', answers: [200, 200, 200, 200] },
  { ask: 'GET /leads', answers: [200, 200, 200, 200] },
  { ask: 'GET /leads/facets?by=status', answers: [200, 200, 200, 200] },
  { ask: 'GET /leads/tbd', answers: [200, 200, 403, 403] },
  { ask: 'GET /leads/suppressed', answers: [200, 200, 403, 403] },
  { ask: 'GET /leads/export', answers: [200, 200, 403, 403] },
  { ask: 'POST /leads/export', answers: [200, 200, 403, 403] },
  { ask: 'POST /leads/import?dryRun=true', body: 'Name,Phone\nAnu,98430 11111\n', answers: [202, 202, 403, 403] },
  { ask: 'GET /imports/leads/:id', lead: 'at the clinic', answers: [404, 404, 403, 403] },
  { ask: 'DELETE /imports/leads/:id', lead: 'at the clinic', answers: [404, 404, 403, 403] },
  { ask: 'GET /leads/:id', lead: 'at the clinic', answers: [200, 200, 200, 404] },
  { ask: 'GET /leads/:id', lead: 'without a clinic', answers: [200, 200, 404, 404] },
  { ask: 'GET /leads/:id', lead: 'suppressed', answers: [200, 200, 404, 404] },
  { ask: 'GET /leads/:id', lead: 'deleted', answers: [404, 404, 404, 404] },
  { ask: 'GET /leads/:id/activity', lead: 'at the clinic', answers: [200, 200, 200, 404] },
  { ask: 'GET /leads/:id/activity', lead: 'suppressed', answers: [200, 200, 404, 404] },
  { ask: 'GET /leads/:id/history', lead: 'at the clinic', answers: [200, 200, 200, 404] },
  { ask: 'GET /leads/:id/history', lead: 'without a clinic', answers: [200, 200, 404, 404] },
  { ask: 'POST /leads', body: person, answers: [201, 201, 201, 201] },
  { ask: 'PATCH /leads/:id', lead: 'at the clinic', body: { nextAction: 'Call' }, answers: [200, 200, 200, 404] },
  { ask: 'PUT /leads/:id', lead: 'at the clinic', body: { nextAction: 'Call' }, answers: [200, 200, 200, 404] },
  { ask: 'PATCH /leads/:id', lead: 'without a clinic', body: { nextAction: 'Call' }, answers: [200, 200, 404, 404] },
  { ask: 'PATCH /leads/:id', lead: 'suppressed', body: { nextAction: 'Call' }, answers: [200, 200, 404, 404] },
  { ask: 'PATCH /leads/:id', lead: 'at the clinic', body: { status: 'dnc' }, answers: [422, 422, 403, 404] },
  { ask: 'PATCH /leads/:id', lead: 'at the clinic', body: { status: 'dnc', reason }, answers: [200, 200, 403, 404] },
  { ask: 'PATCH /leads/:id', lead: 'at the clinic', body: { status: 'dnr', reason }, answers: [200, 200, 403, 404] },
  { ask: 'PATCH /leads/:id', lead: 'at the clinic', body: { clinicId: null }, answers: [200, 200, 403, 404] },
  { ask: 'POST /leads/:id/contact', lead: 'at the clinic', body: { outcome: 'busy' }, answers: [200, 200, 200, 404] },
  {
    ask: 'POST /leads/:id/contact',
    lead: 'without a clinic',
    body: { outcome: 'busy' },
    answers: [200, 200, 404, 404],
  },
  { ask: 'POST /leads/:id/contact', lead: 'suppressed', body: { outcome: 'busy' }, answers: [403, 403, 404, 404] },
  { ask: 'POST /leads/:id/contact', lead: 'at the clinic', body: {}, answers: [422, 422, 422, 404] },
  { ask: 'POST /leads/:id/assign', lead: 'at the clinic', body: { clinicId: null }, answers: [200, 200, 403, 403] },
  { ask: 'POST /leads/:id/assign', lead: 'without a clinic', body: { clinicId: null }, answers: [200, 200, 403, 403] },
  { ask: 'DELETE /leads/:id', lead: 'at the clinic', answers: [200, 200, 403, 403] },
  { ask: 'POST /leads/:id/restore', lead: 'deleted', answers: [200, 200, 403, 403] },
  { ask: 'GET /clinics', answers: [200, 200, 200, 200] },
  { ask: 'POST /clinics', body: {}, answers: [422, 422, 403, 403] },
  { ask: 'GET /clinics/export', answers: [200, 200, 403, 403] },
  { ask: 'GET /users', answers: [200, 200, 403, 403] },
  { ask: 'GET /users/facets?by=role', answers: [200, 200, 403, 403] },
  { ask: 'GET /users/:id', lead: 'at the clinic', answers: [404, 404, 403, 403] },
  { ask: 'POST /users', body: {}, answers: [422, 422, 403, 403] },
  { ask: 'PATCH /users/:id', lead: 'at the clinic', body: { name: 'X' }, answers: [404, 404, 403, 403] },
  { ask: 'DELETE /users/:id', lead: 'at the clinic', answers: [404, 404, 403, 403] },
  { ask: 'GET /lead-status-history', answers: [200, 200, 200, 200] },
  { ask: 'POST /lead-status-history', body: {}, answers: [404, 404, 404, 404] },
  { ask: 'GET /lead-status-history/export', answers: [200, 200, 403, 403] },
  { ask: 'GET /contact-attempts', answers: [200, 200, 200, 200] },
  { ask: 'POST /contact-attempts', body: {}, answers: [404, 404, 404, 404] },
  { ask: 'GET /contact-attempts/export', answers: [200, 200, 403, 403] },
  { ask: 'GET /leads/:id/attempts', lead: 'at the clinic', answers: [200, 200, 200, 404] },
  { ask: 'GET /leads/:id/attempts', lead: 'without a clinic', answers: [200, 200, 404, 404] },
  { ask: 'GET /notes', answers: [200, 200, 200, 200] },
  { ask: 'GET /notes/export', answers: [200, 200, 403, 403] },
  { ask: 'GET /leads/:id/notes', lead: 'at the clinic', answers: [200, 200, 200, 404] },
  { ask: 'GET /leads/:id/notes', lead: 'without a clinic', answers: [200, 200, 404, 404] },
  { ask: 'GET /leads/:id/notes', lead: 'suppressed', answers: [200, 200, 404, 404] },
  { ask: 'POST /leads/:id/notes', lead: 'at the clinic', body: note, answers: [201, 201, 201, 404] },
  { ask: 'POST /leads/:id/notes', lead: 'suppressed', body: note, answers: [201, 201, 404, 404] },
  { ask: 'POST /leads/:id/notes', lead: 'at the clinic', body: forAdmins, answers: [201, 201, 403, 404] },
  { ask: 'PATCH /leads/:id/notes/:id', lead: 'at the clinic', body: note, answers: [404, 404, 404, 404] },
  { ask: 'DELETE /leads/:id/notes/:id', lead: 'at the clinic', answers: [404, 404, 404, 404] },
  // What the dental plan leaves out is not there for anyone.
  { ask: 'GET /contacts', answers: [404, 404, 404, 404] },
  { ask: 'POST /contacts', body: { firstName: 'X' }, answers: [404, 404, 404, 404] },
  { ask: 'GET /companies/export', answers: [404, 404, 404, 404] },
  { ask: 'POST /companies/import', body: 'Name\nX\n', answers: [404, 404, 404, 404] },
];

suite('who may ask what', () => {
  let w: World;
  const endings: (() => unknown)[] = [];
  before(async () => {
    w = await world({ after: (work) => void endings.push(work) }, { also: ['other', 'general'] });
  });
  after(async () => {
    for (const end of endings) await end();
  });

  const people = (): Record<Column, Person> => ({
    'owner of the platform': w.petra,
    admin: w.ana,
    'staff of the clinic': w.ben,
    'staff of another': w.cara,
  });

  let serial = 0;
  const newLead = async (state: Lead): Promise<string> => {
    const clinicId = state === 'without a clinic' ? null : w.clinics.ganapathy.id;
    const { id } = await w.create(w.smiles, 'leads.create', {
      name: 'Ravi',
      phone: `98430 ${20_000 + ++serial}`,
      clinicId,
    });
    if (state === 'suppressed') await w.ana.request('PATCH', `/leads/${id}`, { status: 'dnc', reason });
    if (state === 'deleted') await w.ana.request('DELETE', `/leads/${id}`);
    return id;
  };

  const ask = async (row: Row, someone: Person, headers: Record<string, string> = {}): Promise<Answer> => {
    const [method = '', path = ''] = row.ask.split(' ');
    const type = typeof row.body === 'string' ? { 'content-type': 'text/csv' } : {};
    return someone.request(method, path.replaceAll(':id', row.lead ? await newLead(row.lead) : ''), row.body, {
      ...type,
      ...headers,
    });
  };

  for (const row of matrix) {
    test(`${row.ask}${row.lead ? ` ${row.lead}` : ''} ${typeof row.body === 'object' ? JSON.stringify(row.body) : ''}`, async () => {
      for (const [i, column] of columns.entries()) {
        const { status, body } = await ask(row, people()[column]);
        assert.equal(status, row.answers[i], `${column}: ${JSON.stringify(body).slice(0, 200)}`);
      }
      // Only the product writes these: there is no such endpoint.
      const open = /^POST \/(lead-status-history|contact-attempts)$/.test(row.ask);
      assert.equal((await ask(row, w.ana, { authorization: 'Bearer x' })).status, open ? 404 : 401, 'a stranger');
      const intruder = await ask(row, w.ana, { authorization: `Bearer ${w.eve.token}` });
      assert.equal(intruder.status, open ? 404 : 403, 'someone of another tenant');
    });
  }

  test('staff see the leads of their clinic in every list, and no trace of others', async () => {
    const secret = 'CANARY-RS-PURAM';
    const { id } = await w.create(w.smiles, 'leads.create', {
      name: secret,
      phone: '98430 77777',
      clinicId: w.clinics.rsPuram.id,
    });
    const hidden = await w.create(w.smiles, 'leads.create', { name: 'CANARY-TBD', phone: '98430 77778' });
    const ids = [id, hidden.id];
    const paths = [
      '/leads?limit=200&count=true',
      '/leads?q=canary',
      `/leads?filter=${encodeURIComponent(JSON.stringify({ any: [{ search: 'canary' }, { field: 'clinicId', op: 'empty' }] }))}`,
      `/leads?clinicId=${w.clinics.rsPuram.id}`,
      '/leads?clinicId=none',
      '/leads?phone=9843077777',
      '/leads/facets?by=clinicId,status',
      '/lead-status-history?limit=200',
      '/clinics',
      ...ids.flatMap((each) => [
        `/leads/${each}`,
        `/leads/${each}/activity`,
        `/leads/${each}/history`,
        `/lead-status-history?leadId=${each}`,
      ]),
    ];
    for (const path of paths) {
      const { body } = await w.ben.request('GET', path);
      const text = JSON.stringify(body);
      for (const trace of ['CANARY', '77777', '77778', String(w.clinics.rsPuram.id), ...ids])
        assert.ok(!text.includes(trace), `${path} tells ${trace}`);
    }
    const counted = await w.ben.request('GET', `/leads?clinicId=${w.clinics.rsPuram.id}&count=true`);
    assert.equal(counted.body.meta?.['total'], 0);
  });

  test('a colleague of the general modules sees names of users, and nothing else by any way', async () => {
    const viewer = await w.staffOf('viewer');
    const admin = await w.staffOf('admin');
    const { body } = await viewer.request('GET', '/users?limit=200');
    assert.ok(JSON.stringify(body).includes(admin.name));
    assert.ok(!JSON.stringify(body).includes('@'), 'an email address is among them');
    for (const path of [
      '/users?email[startsWith]=a',
      '/users?role=admin',
      '/users/facets?by=role',
      '/users?filter={"field":"email","op":"contains","value":"a"}',
    ]) {
      assert.equal((await viewer.request('GET', path)).status, 422, path);
    }
    assert.equal(
      (await viewer.request('GET', `/users?q=${encodeURIComponent(admin.email)}&count=true`)).body.meta?.['total'],
      0,
    );
  });
});
