import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { tidyLinks } from '#server/identity/tidy-links.ts';
import { testBrowser, type TestAnswer } from '#server/testing/browser.ts';
import { get, secondSite } from '#server/testing/second-site.ts';
import { auth } from '#server/testing/sign-in-desk.ts';
import { world, type Answer, type Person } from '#server/testing/world.ts';

const password = 'eleven blue umbrellas';

type Sent = { readonly user: { readonly id: string }; readonly link: string; readonly expiresAt: string };

test('invitations', async (t) => {
  const w = await world(t, { also: ['other', 'general'] });
  const clinicIds = [w.clinics.ganapathy.id];
  let count = 0;
  const someone = () => ({ name: 'Dora New', email: `dora${++count}@new.example`, role: 'clinic_staff', clinicIds });
  const sentIn = ({ body }: Answer): Sent => body.data as Sent;
  const tokenIn = (link: string): string => new URL(link).hash.slice(1);
  const invite = async (who: Person = w.ana, person: Record<string, unknown> = someone()): Promise<Sent> => {
    const answer = await who.request('POST', '/auth/invite', person);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return sentIn(answer);
  };
  const ask = (path: string, body: unknown, at = auth): Promise<TestAnswer> =>
    testBrowser(w.url).ask('POST', `${at}/${path}`, body);
  const check = async (link: string, at = auth): Promise<string> =>
    (await ask('check-link', { token: tokenIn(link) }, at)).code ?? 'good';
  const accept = (link: string, chosen = password): Promise<TestAnswer> =>
    ask('accept-invite', { token: tokenIn(link), password: chosen });
  const record = async ({ user }: Sent): Promise<Record<string, unknown>> =>
    (await w.ana.request('GET', `/users/${user.id}`)).body.data as Record<string, unknown>;
  const mailsTo = (email: string) =>
    w.smiles.db.query<{ subject: string; text: string | null }>(
      'select subject, text from mails where to_address = $1 order by queued_at',
      [email],
    );

  await t.test('one is added, sent a link, chooses a password, and is in', async () => {
    const person = someone();
    const sent = await invite(w.ana, person);
    assert.match(sent.link, /\/smiles\/accept-invite#[\w-]{43}$/, '256 bits, behind a #');
    assert.equal((await record(sent))['status'], 'invited');
    const [mail] = await mailsTo(person.email);
    assert.equal(mail?.subject, 'Ana Admin invites you to Smiles');
    assert.ok(mail.text?.includes(sent.link));
    const [{ kept } = { kept: '' }] = await w.smiles.db.query<{ kept: string }>(
      'select json_agg(l)::text as kept from account_links l',
    );
    assert.ok(kept.length > 2 && !kept.includes(tokenIn(sent.link)), 'only a hash of it is kept');
    const known = await ask('check-link', { token: tokenIn(sent.link) });
    assert.deepEqual(known.body.data, {
      kind: 'invite',
      name: person.name,
      email: person.email,
      expiresAt: sent.expiresAt,
    });
    const hours = (Date.parse(sent.expiresAt) - Date.now()) / 3_600_000;
    assert.ok(hours > 71 && hours <= 72, `${hours} hours`);

    const browser = testBrowser(w.url);
    const joined = await browser.ask('POST', `${auth}/accept-invite`, { token: tokenIn(sent.link), password });
    assert.equal(joined.status, 200);
    assert.equal((await browser.ask('GET', `${auth}/me`)).body.data?.['email'], person.email);
    const { status, joinedAt, inviteExpiresAt, lastLoginAt } = await record(sent);
    assert.ok(status === 'active' && joinedAt && lastLoginAt && inviteExpiresAt === null);
    assert.equal((await ask('login', { email: person.email, password })).status, 200);
    assert.equal((await accept(sent.link)).code, 'LINK_USED');
    assert.equal(await check(sent.link), 'LINK_USED');
  });

  await t.test('a password that is easily guessed is refused, and the link stays good', async () => {
    const { link } = await invite();
    for (const weak of ['short', 'password1234', 'doranew12345', '123456789012']) {
      const answer = await accept(link, weak);
      assert.deepEqual([answer.code, answer.body.error?.details?.['field']], ['VALIDATION_ERROR', 'password'], weak);
    }
    assert.equal((await accept(link)).status, 200);
  });

  await t.test('of two who use a link at once, one is let in', async () => {
    const { link } = await invite();
    const answers = await Promise.all([accept(link, 'seven green umbrellas'), accept(link)]);
    assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set(['LINK_USED', null]));
  });

  await t.test('several are invited at once, and each is answered', async () => {
    const [first, last] = [someone(), someone()];
    const answer = await w.ana.request('POST', '/auth/invite', {
      people: [first, { ...someone(), email: w.ben.email }, { ...someone(), clinicIds: [] }, last],
    });
    const all = answer.body.data as {
      ok: boolean;
      email: string;
      link: string;
      error?: { code: string; details: { field: string } };
    }[];
    assert.deepEqual(
      all.map(({ ok, error }) => (ok ? 'ok' : `${error?.code} ${error?.details.field}`)),
      ['ok', 'DUPLICATE email', 'VALIDATION_ERROR clinicIds', 'ok'],
    );
    assert.deepEqual(all.map(({ email }) => email)[3], last.email);
    assert.deepEqual([await check(all[0]?.link ?? ''), await check(all[3]?.link ?? '')], ['good', 'good']);
    for (const people of [[], [7], Array.from({ length: 51 }, someone)])
      assert.equal((await w.ana.request('POST', '/auth/invite', { people })).status, 422);
  });

  await t.test('a request that is sent again invites no one twice', async () => {
    const person = someone();
    const again = { 'idempotency-key': v7() };
    const [one, two] = [
      await w.ana.request('POST', '/auth/invite', person, again),
      await w.ana.request('POST', '/auth/invite', person, again),
    ];
    assert.equal(sentIn(one).link, sentIn(two).link);
    assert.equal((await mailsTo(person.email)).length, 1);
  });

  await t.test('a person who is added in another way is invited as well', async () => {
    const [overRest, overSocket] = [someone(), someone()];
    assert.equal((await w.ana.request('POST', '/users', overRest)).status, 201);
    assert.ok((await w.ana.mutate('users.create', overSocket)).ok);
    for (const { email } of [overRest, overSocket]) {
      while ((await mailsTo(email)).length === 0) await pause(20);
      const link = /https?:\S+#[\w-]+/.exec((await mailsTo(email))[0]?.text ?? '')?.[0] ?? '';
      assert.equal(await check(link), 'good');
    }
  });

  await t.test('who may not add people invites no one, and no one gets at an owner’s link', async () => {
    assert.equal((await w.ben.request('POST', '/auth/invite', someone())).status, 403);
    const { user } = await invite();
    for (const method of ['POST', 'DELETE'])
      assert.ok([403, 404].includes((await w.ben.request(method, `/users/${user.id}/invitation`)).status));
    assert.equal((await w.eve.request('POST', `/users/${user.id}/invitation`)).status, 404);
    const [owner, admin] = [await w.staffOf('owner'), await w.staffOf('admin')];
    const heir = { name: 'Olga Owner', email: 'olga@new.example', role: 'owner' };
    assert.equal((await admin.request('POST', '/auth/invite', heir)).status, 403);
    const invited = await invite(owner, heir);
    assert.equal((await admin.request('POST', `/users/${invited.user.id}/invitation`)).status, 403);
    assert.equal((await owner.request('POST', `/users/${invited.user.id}/invitation`)).status, 200);
  });

  await t.test(
    'another invitation makes the one before void; a withdrawn one is good again once that is undone',
    async () => {
      const first = await invite();
      const path = `/users/${first.user.id}/invitation`;
      const second = sentIn(await w.ana.request('POST', path));
      assert.deepEqual([await check(first.link), await check(second.link)], ['LINK_REVOKED', 'good']);
      const mid = v7();
      assert.equal((await w.ana.request('DELETE', path, undefined, { 'idempotency-key': mid })).status, 200);
      assert.equal((await accept(second.link)).code, 'LINK_REVOKED');
      assert.equal((await record(first))['inviteExpiresAt'], null);
      assert.equal((await w.ana.request('POST', '/undo', { of: mid })).status, 200);
      assert.equal((await accept(second.link)).status, 200);
      const late = await w.ana.request('POST', path);
      assert.deepEqual([late.status, late.body.error?.code], [409, 'CONFLICT'], 'they have joined');
    },
  );

  await t.test(
    'an expired link, and one of someone who was deactivated or deleted, are refused with what to do',
    async () => {
      const old = await invite();
      await w.smiles.db.query(`update users set invite_expires_at = now() - interval '1 second' where id = $1`, [
        old.user.id,
      ]);
      await w.smiles.db.query(
        'update account_links l set expires_at = u.invite_expires_at from users u where u.id = l.user_id and u.id = $1',
        [old.user.id],
      );
      const late = await accept(old.link);
      assert.equal(late.code, 'LINK_EXPIRED');
      assert.match(late.body.error?.message ?? '', /Ask the person who invited you/);
      const [idle, gone] = [await invite(), await invite()];
      await w.ana.request('PATCH', `/users/${idle.user.id}`, { isActive: false });
      await w.ana.request('DELETE', `/users/${gone.user.id}`);
      for (const { link } of [idle, gone]) {
        const answer = await accept(link);
        assert.equal(answer.code, 'ACCOUNT_DEACTIVATED');
        assert.match(answer.body.error?.message ?? '', /Ask an admin/);
      }
      assert.equal((await w.ana.request('POST', `/users/${idle.user.id}/invitation`)).status, 409);
    },
  );

  await t.test('a link is one workspace’s, and what is no link is unknown', async () => {
    const { link } = await invite();
    assert.equal(await check(link, '/other/api/v1/auth'), 'LINK_UNKNOWN');
    for (const token of ['x', `${tokenIn(link)}x`, tokenIn(link).slice(1)])
      assert.equal((await ask('accept-invite', { token, password })).code, 'LINK_UNKNOWN');
    for (const body of [{}, { token: 7, password }, { token: 'x', password, role: 'admin' }])
      assert.equal((await ask('accept-invite', body)).code, 'VALIDATION_ERROR');
  });

  await t.test('what ended long ago is forgotten, and nothing else', async () => {
    const [old, good] = [await invite(), await invite()];
    await w.smiles.db.query(`update account_links set expires_at = now() - interval '91 days' where user_id = $1`, [
      old.user.id,
    ]);
    await tidyLinks(w.smiles.db);
    assert.deepEqual([await check(old.link), await check(good.link)], ['LINK_UNKNOWN', 'good']);
  });

  await t.test('a link is never logged', async () => {
    const { url, lines } = await secondSite(t, w);
    const { link } = await invite();
    const browser = testBrowser(url);
    await get(`${url}/smiles/accept-invite`);
    await browser.ask('POST', `${auth}/check-link`, { token: tokenIn(link) });
    await browser.ask('POST', `${auth}/accept-invite`, { token: tokenIn(link), password: 'short' });
    await browser.ask('POST', `${auth}/accept-invite`, { token: tokenIn(link), password });
    assert.ok(lines.length >= 3);
    assert.ok(!lines.join('').includes(tokenIn(link)) && !lines.join('').includes(password));
  });
});
