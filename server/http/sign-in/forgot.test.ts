import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { setPassword } from '#server/identity/credentials.ts';
import { testBrowser, type TestAnswer } from '#server/testing/browser.ts';
import { connected } from '#server/testing/client.ts';
import { secondSite } from '#server/testing/second-site.ts';
import { auth, password, signInDesk } from '#server/testing/sign-in-desk.ts';

const next = 'eleven blue umbrellas';

test('a password that was forgotten', async (t) => {
  const { w, person, signIn, signedIn, me } = await signInDesk(t);
  const ask = (path: string, body: unknown): Promise<TestAnswer> =>
    testBrowser(w.url).ask('POST', `${auth}/${path}`, body);
  const mails = () =>
    w.smiles.db.query<{ to: string; subject: string; text: string }>(
      'select to_address as to, subject, text from mails order by queued_at',
    );
  /** Everything that was asked for is looked at. */
  const settled = async (): Promise<void> => {
    while ((await w.smiles.db.query('select 1 from password_requests')).length > 0) await pause(20);
  };
  const resetLink = async (): Promise<string> => {
    const before = (await mails()).length;
    assert.equal((await ask('forgot-password', { email: person.email })).status, 202);
    while ((await mails()).length === before) await pause(20);
    return (
      /\/smiles\/reset-password#([\w-]{43})/.exec((await mails()).at(-1)?.text ?? '')?.[1] ?? assert.fail('no link')
    );
  };

  await t.test('nothing tells who exists, and only who has a password is sent a link', async () => {
    const idle = await w.staffOf('clinic_staff', w.smiles);
    await setPassword(w.smiles.db, idle.id, password);
    await w.ana.request('PATCH', `/users/${idle.id}`, { isActive: false });
    const invited = await w.staffOf('clinic_staff', w.smiles);
    const asked = [person.email, 'nobody@smiles.example', idle.email, invited.email, w.eve.email, w.petra.email];
    const answers = await Promise.all(asked.map((email) => ask('forgot-password', { email })));
    for (const answer of answers) {
      assert.equal(answer.status, 202);
      assert.deepEqual(answer.body, answers[0]?.body);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
    await settled();
    assert.deepEqual(
      (await mails()).map(({ to }) => to),
      [person.email],
    );
  });

  await t.test('the work that is done before the answer is the same for everyone', async () => {
    const seen: string[][] = [];
    for (const email of [person.email, 'unknown@smiles.example']) {
      const statements: string[] = [];
      const { entities } = w.smiles.db;
      const { enqueue } = w.pods[0]?.jobs ?? assert.fail();
      t.mock.method(w.smiles.db, 'entities', (work: Parameters<typeof entities>[0]) => {
        statements.push('entities');
        return entities(work);
      });
      const query = t.mock.method(w.smiles.db, 'query');
      const jobs = {
        ...(w.pods[0]?.jobs ?? assert.fail()),
        enqueue: (...args: Parameters<typeof enqueue>) => {
          statements.push(`job ${args[0].name} after ${query.mock.callCount()} questions`);
          return Promise.resolve();
        },
      };
      const { url } = await secondSite(t, w, { jobs });
      assert.equal((await testBrowser(url).ask('POST', `${auth}/forgot-password`, { email })).status, 202);
      t.mock.restoreAll();
      seen.push(statements);
    }
    assert.deepEqual(seen[0], ['entities', 'job password-reset after 0 questions']);
    assert.deepEqual(seen[1], seen[0]);
    await w.smiles.db.query('delete from password_requests');
  });

  await t.test('one chooses another by the link, once, and is signed out everywhere', async () => {
    const browser = await signedIn();
    const socket = await connected({ url: w.url, slug: 'smiles', token: browser.cookie('access', '/smiles/') ?? '' });
    t.after(socket.close);
    const token = await resetLink();
    assert.deepEqual((await ask('check-link', { token })).body.data?.['kind'], 'reset');
    assert.equal((await ask('accept-invite', { token, password: next })).code, 'LINK_REVOKED', 'it is no invitation');
    assert.equal((await ask('reset-password', { token, password: 'password1234' })).code, 'VALIDATION_ERROR');
    assert.equal((await ask('reset-password', { token, password: next })).status, 200);
    assert.equal(await me(browser), 'SESSION_ENDED');
    await socket.until('its end', ({ ended }) => ended.length > 0);
    assert.equal((await signIn(testBrowser(w.url))).code, 'BAD_CREDENTIALS');
    assert.equal((await ask('login', { email: person.email, password: next })).status, 200);
    assert.match((await mails()).at(-1)?.subject ?? '', /password for Smiles was changed/);
    const again = await ask('reset-password', { token, password: next });
    assert.equal(again.code, 'LINK_USED');
    assert.match(again.body.error?.message ?? '', /Sign in with the password/);
  });

  await t.test('a newer link takes the place of an older one, and an old one runs out', async () => {
    const [first, second] = [await resetLink(), await resetLink()];
    assert.equal((await ask('check-link', { token: first })).code, 'LINK_REVOKED');
    await w.smiles.db.query(`update account_links set expires_at = now() - interval '1 second' where kind = 'reset'`);
    assert.equal((await ask('reset-password', { token: second, password: next })).code, 'LINK_EXPIRED');
    const third = await resetLink();
    await w.ana.request('PATCH', `/users/${person.id}`, { isActive: false });
    assert.equal((await ask('reset-password', { token: third, password: next })).code, 'ACCOUNT_DEACTIVATED');
  });

  await t.test('asking is limited, for an address that is there and for one that is not', async () => {
    for (const email of [w.ben.email, 'unknown@smiles.example']) {
      const { url } = await secondSite(t, w);
      const codes: (string | null)[] = [];
      for (let n = 0; n < 6; n++)
        codes.push((await testBrowser(url).ask('POST', `${auth}/forgot-password`, { email })).code);
      assert.deepEqual(codes, [null, null, null, null, null, 'RATE_LIMITED']);
    }
  });
});
