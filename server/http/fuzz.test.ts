import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { collections } from '#shared/modules/index.ts';
import { refusalStatus } from '#shared/refusal.ts';
import { quotedTable } from '#server/database/rows.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { tenantEndpoints } from './endpoints.ts';
import { platformSignIn } from './sign-in/sign-in-endpoints.ts';
import { type Sent, type Heard, say, inPath, rawQuery, sentTo } from '#server/testing/strange-requests.ts';

const known = new Set<string>(Object.keys(refusalStatus));

const understood = (sent: Sent, { status, text, type }: Heard): void => {
  const told = `${sent.method} ${sent.path} ${JSON.stringify(sent.headers)} ${String(sent.body).slice(0, 300)} → ${status} ${text.slice(0, 300)}`;
  assert.ok(status < 500, told);
  assert.doesNotMatch(text, /node_modules|\.ts:\d|SELECT|select .* from|syntax error/, told);
  if (status < 400) return;
  assert.match(type, /^application\/json/, told);
  const answer = JSON.parse(text) as { success: boolean; error: { code: string; message: string } };
  assert.equal(answer.success, false, told);
  assert.ok(known.has(answer.error.code), told);
  assert.ok(answer.error.message.length > 5, told);
};

// Reactions write a moment later, and not because of what is being sent.
const counts = collections
  .filter(({ name }) => name !== 'notifications')
  .map((definition) => `(select count(*) from ${quotedTable(definition)})`)
  .join(', ');

/** Imports go on after their answer; what they write is not the fuzzer's doing. */
const importsDone = async ({ general, smiles }: World): Promise<void> => {
  for (const { db } of [general, smiles]) {
    while ((await db.query(`select 1 from import_jobs where state in ('running', 'stopping')`)).length > 0)
      await pause(5);
  }
};

/** All that can be written, in one number a place. */
const written = async (w: World): Promise<string> => {
  const places = await Promise.all(
    [w.general, w.smiles].map(({ db }) =>
      db.query<{ at: string }>(
        `select concat_ws(' ', (select count(*) from change_log where cause is null or cause ->> 'kind' = 'undo'), ${counts}, (select count(*) from import_jobs)) as at`,
      ),
    ),
  );
  return JSON.stringify(places);
};

/** For each endpoint; a longer run found nothing more. */
const runs = 12;

test('whatever is sent to whichever endpoint is answered or refused, never a defect', async (t) => {
  const w = await world(t, { env: { API_REQUESTS_PER_MINUTE: '10000000' }, also: ['general'] });
  const [owner, viewer, user] = [await w.staffOf('owner'), await w.staffOf('viewer'), await w.staffOf('user')];
  const { id: companies } = await w.create(w.general, 'companies.create', { name: 'Anbu & Co' });
  const { id: contacts } = await w.create(w.general, 'contacts.create', { firstName: 'Anbu', assignedTo: user.id });
  const { id: leads } = await w.create(w.smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: w.clinics.ganapathy.id,
  });
  const ids: Record<string, string> = {
    companies,
    contacts,
    leads,
    clinics: w.clinics.rsPuram.id,
    users: (await w.staffOf('user')).id,
  };
  const dental = ['leads', 'clinics', 'leadStatusHistory', 'contactAttempts'];

  const ask = async (someone: Person | null, sent: Sent): Promise<Heard> =>
    say(w.url, {
      ...sent,
      headers: { ...(someone ? { authorization: `Bearer ${someone.token}` } : {}), ...sent.headers },
    });

  for (const endpoint of tenantEndpoints) {
    const { method, path, collection, access } = endpoint;
    const isDental = dental.includes(collection?.name ?? '');
    const base = `/${isDental ? 'smiles' : 'general'}/api/v1`;
    // Signing out is open too: asked as a stranger, it does not end the test.
    const people = access === 'open' ? [null] : isDental ? [w.ana, w.ben] : [owner, user, viewer];
    const asked = fc.tuple(sentTo(base, endpoint, ids[collection?.name ?? ''] ?? leads), fc.constantFrom(...people));
    const fuzz = (judge: (sent: Sent, someone: Person | null) => Promise<void>): Promise<void> =>
      fc.assert(
        fc.asyncProperty(asked, ([sent, someone]) => judge(sent, someone)),
        { numRuns: runs },
      );
    await t.test(`${method.toUpperCase()} ${path}`, async () => {
      await importsDone(w);
      if (method !== 'get')
        return fuzz(async (sent, someone) => {
          const before = await written(w);
          const answer = await ask(someone, sent);
          understood(sent, answer);
          if (answer.status >= 400) assert.equal(await written(w), before, 'what is refused writes nothing');
          else await importsDone(w);
        });
      const before = await written(w);
      await fuzz(async (sent, someone) => understood(sent, await ask(someone, sent)));
      assert.equal(await written(w), before, 'what is read writes nothing');
    });
  }

  for (const endpoint of platformSignIn) {
    const { method, path } = endpoint;
    await t.test(`platform ${method.toUpperCase()} ${path}`, () =>
      fc.assert(
        fc.asyncProperty(sentTo('/platform/api/v1', endpoint, leads), async (sent) =>
          understood(sent, await ask(null, sent)),
        ),
        { numRuns: runs },
      ),
    );
  }

  await t.test('any address at all', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(inPath, { maxLength: 6 }),
        rawQuery,
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'),
        async (words, search, method) => {
          const sent: Sent = { method, path: `/${words.join('/')}?${search}`, headers: {}, body: null };
          const answer = await ask(null, sent);
          if (method === 'HEAD' || method === 'OPTIONS') assert.ok(answer.status < 500);
          else understood(sent, answer);
        },
      ),
      { numRuns: runs * 20 },
    ),
  );

  assert.equal(
    (await ask(owner, { method: 'GET', path: '/general/api/v1/auth/me', headers: {}, body: null })).status,
    200,
    'the one who asked is still signed in',
  );
});
