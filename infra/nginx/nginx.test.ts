import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import { createPod, type Pod } from '#infra/chaos/pods.ts';
import { sharedRedisUrl } from '#infra/chaos/services.ts';
import { freePort } from '#infra/local/processes.ts';
import { setPassword } from '#server/identity/credentials.ts';
import { testBrowser } from '#server/testing/browser.ts';
import { connected, openClient, type TestClient } from '#server/testing/client.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { findNginx } from './binary.ts';
import { startNames, startNginx } from './start.ts';

const password = 'correct horse battery';
const auth = '/smiles/api/v1/auth';

/** In milliseconds, with very much to spare: how long it really is, the test says. */
const longestPause = 10_000;

type Stand = {
  readonly w: World;
  readonly url: string;
  readonly said: () => string;
  /** Straight to a pod, past nginx. */
  readonly podUrl: string;
  /** Takes one pod after the other away and brings it back. */
  readonly replaceAll: () => Promise<void>;
};

/** Two pods in processes of their own, at two addresses of this machine, and nginx in front of them. */
const stand = async (t: TestContext, command: string): Promise<Stand> => {
  const env = { TRUSTED_PROXIES: '1', SECURE_COOKIES: 'false' };
  const w = await world(t, { redisUrl: sharedRedisUrl(), env });
  const addresses = ['127.0.0.2', '127.0.0.3'];
  const port = await freePort();
  const complaints: string[] = [];
  const { databaseUrl, databaseName, jwtSecret, dataDir } = w.config;
  const shared = { ...env, DATABASE_URL: databaseUrl, DATABASE_NAME: databaseName, JWT_SECRET: jwtSecret };
  const pods = await Promise.all(
    addresses.map((host) =>
      createPod({
        name: host,
        port,
        env: { ...shared, REDIS_URL: sharedRedisUrl(), DATA_DIR: dataDir, HOST: host, SOCKET_RATE: '5000', DEMO: '' },
        complain: (what) => complaints.push(what),
        allow: (ms) => ms,
      }),
    ),
  );
  t.after(() => Promise.all(pods.map((pod) => pod.kill())));
  await Promise.all(pods.map((pod) => pod.start()));
  const names = await startNames(t);
  names.point(addresses);
  const nginx = await startNginx(t, { command, dnsPort: names.port, podPort: port });
  const replacePod = async (pod: Pod): Promise<void> => {
    await pod.drain();
    names.point(addresses.filter((host) => host !== pod.name));
    await pod.start();
    names.point(addresses);
    // This one is known to be back before the other is taken away: nginx counts in whole seconds, so that what is good for
    // one may be believed for two.
    await pause(2_200);
  };
  const replaceAll = async (): Promise<void> => {
    for (const pod of pods) await replacePod(pod);
    assert.deepEqual(complaints, []);
  };
  return { w, ...nginx, podUrl: `http://127.0.0.2:${port}`, replaceAll };
};

test('the product behind nginx', async (t) => {
  const command = await findNginx(() => undefined);
  if (!command) return t.skip('nginx is not here and could not be fetched: install nginx to run this.');
  const { w, url, podUrl, said, replaceAll } = await stand(t, command);
  const { ana, ben, cara, smiles, clinics, create } = w;
  // Ends the sessions that a person has.
  await setPassword(smiles.db, cara.id, password);
  const lead = await create(smiles, 'leads.create', {
    name: 'Ravi',
    phone: '98430 12345',
    clinicId: clinics.ganapathy.id,
  });
  const browser = testBrowser(url);

  await t.test('one signs in, and a colleague sees at once what the other does', async () => {
    assert.equal((await browser.ask('POST', `${auth}/login`, { email: cara.email, password })).status, 200);
    assert.equal((await browser.ask('GET', `${auth}/me`)).status, 200);
    const [mine, theirs] = await Promise.all(
      [ana, ben].map(({ token }) => connected({ url, slug: 'smiles', token, headers: { Origin: url } })),
    );
    assert.ok(mine && theirs);
    assert.equal((await mine.mutate('leads.update', { id: lead.id, patch: { nextAction: 'Call' } })).ok, true);
    await theirs.until('the change', ({ changes }) => changes.some(({ id }) => id === lead.id));
    mine.close();
    theirs.close();
  });

  await t.test('whose workspace it is, the address says, and no header from outside', async () => {
    const ask = async (at: string): Promise<number> => {
      const headers = { authorization: `Bearer ${ana.token}`, 'x-tenant-id': 'other', 'x-live-tenant': 'other' };
      return (await fetch(`${at}/smiles/api/v1/leads?limit=1`, { headers })).status;
    };
    assert.equal(await ask(podUrl), 403, 'a pod compares it');
    assert.equal(await ask(url), 200);
    const client = await connected({ url, slug: 'smiles', token: ana.token, headers: { 'X-Tenant-ID': 'other' } });
    client.close();
    const evil = openClient({ url, slug: 'smiles', token: ana.token, headers: fromElsewhere });
    await evil.until('a refusal', (one) => one.seen().includes('FORBIDDEN'));
    evil.close();
  });

  await t.test('who guesses at a password comes from one address, whatever they say', async () => {
    const guess = async (at: string, n: number): Promise<string | null> => {
      const forged = {
        'x-forwarded-for': `203.0.113.${n}`,
        'x-real-ip': `203.0.113.${n}`,
        forwarded: `for=203.0.113.${n}`,
      };
      return (await testBrowser(at).ask('POST', `${auth}/login`, { email: ben.email, password: `guess ${n}` }, forged))
        .code;
    };
    for (let n = 0; n < 10; n++) await guess(url, n);
    assert.equal(await guess(url, 11), 'RATE_LIMITED');
    assert.equal(await guess(podUrl, 11), 'BAD_CREDENTIALS', 'to a pod, nginx alone says who asks');
  });

  await t.test(
    'headers come once, figures stay inside, what is too large is refused in the product’s words',
    async () => {
      const page = await fetch(`${url}/smiles/api/v1/tenant`);
      assert.equal(page.headers.get('x-frame-options'), 'DENY');
      assert.equal(page.headers.get('content-security-policy')?.match(/default-src/g)?.length, 1);
      assert.equal(page.headers.get('x-request-id')?.includes(','), false);
      assert.equal(page.headers.get('server'), 'nginx');
      assert.equal((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer x' } })).status, 404);
      const big = await browser.askAsPage('POST', '/smiles/api/v1/leads', { name: 'x'.repeat(1_500_000) });
      assert.deepEqual([big.status, big.code], [413, 'TOO_LARGE']);
    },
  );

  await t.test('pods are replaced one by one under load: nothing is lost, and everyone stays', async (story) => {
    const done = new Set<string>();
    const pauses: number[] = [];
    const lost: number[] = [];
    let stop = false;
    const connect = async (person: Person): Promise<TestClient> => {
      for (;;) {
        const client = openClient({ url, slug: 'smiles', token: person.token });
        const isWelcome = await new Promise<boolean>((resolve) => {
          client.socket.once('welcome', () => resolve(true));
          client.socket.once('connect_error', () => resolve(false));
          client.socket.once('disconnect', () => resolve(false));
        });
        if (isWelcome || stop) return client;
        client.close();
        await pause(50);
      }
    };
    const write = async (person: Person): Promise<void> => {
      let client = await connect(person);
      let last = performance.now();
      while (!stop) {
        const mid = v7();
        const mutation = { mid, name: 'leads.update', args: { id: lead.id, patch: { nextAction: mid } } };
        while (!done.has(mid) && !stop) {
          if (!client.socket.connected) client = await connect(person);
          const answer = await client.ask('mutate', mutation).catch(() => null); // asked again
          if (!answer?.ok) continue;
          done.add(mid);
          pauses.push(performance.now() - last);
          last = performance.now();
        }
        await pause(5);
      }
      client.close();
    };
    /** No one is signed out: a page that asks who is signed in always gets an answer. */
    const poll = async (): Promise<void> => {
      while (!stop) {
        const { status } = await browser.ask('GET', `${auth}/me`);
        if (status !== 200) lost.push(status);
        await pause(20);
      }
    };
    const replace = async (): Promise<void> => {
      const until = async (count: number): Promise<void> => {
        while (done.size < count && !stop) await pause(10);
      };
      await until(50);
      await replaceAll();
      await until(done.size + 50);
      stop = true;
    };
    const replacing = replace();
    try {
      await Promise.all([write(ana), write(ana), write(ben), write(ben), poll(), replacing]);
    } finally {
      stop = true;
      await Promise.allSettled([replacing]);
    }

    const rows = await smiles.db.query<{ mid: string }>('select mid from change_log where record_id = $1', [lead.id]);
    const logged = rows.map(({ mid }) => mid);
    assert.equal(new Set(logged).size, logged.length, 'each once');
    assert.deepEqual(
      [...done].filter((mid) => !logged.includes(mid)),
      [],
      'what was acknowledged is there',
    );
    assert.deepEqual(lost, []);
    const longest = Math.max(...pauses);
    story.diagnostic(`${done.size} mutations, the longest pause of a client ${Math.round(longest)} ms`);
    assert.ok(longest < longestPause, `${Math.round(longest)} ms`);
  });

  await t.test('its log knows nothing of what people looked for', async () => {
    await browser.ask('GET', '/smiles/api/v1/leads?q=Secretname');
    const lines = said().split('\n');
    const line = lines.findLast((one) => one.includes('/smiles/api/v1/leads"')) ?? '';
    assert.equal((JSON.parse(line) as { tenant: string }).tenant, 'smiles');
    assert.ok(!said().includes('Secretname') && !said().includes('?'));
  });
});

const fromElsewhere = { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' };
