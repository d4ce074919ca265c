import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { testBrowser } from '#server/testing/browser.ts';
import { get, secondSite } from '#server/testing/second-site.ts';
import { world } from '#server/testing/world.ts';

test('what is served beside the API', async (t) => {
  const w = await world(t);

  await t.test('an address of the API that is none is refused in JSON, with and without a workspace', async () => {
    const { url } = await secondSite(t, w);
    const paths = [
      '/api',
      '/api/',
      '/api/v1',
      '/api/v1/contacts',
      '/api/v2/x.y',
      '/smiles/api/v1/none',
      '/smiles/api',
      '/platform/api/v1/none',
    ];
    for (const path of paths)
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(url + path, { method });
        assert.equal(answer.status, 404, `${method} ${path}`);
        const { success, error } = (await answer.json()) as { success: boolean; error: { code: string } };
        assert.deepEqual([success, error.code], [false, 'NOT_FOUND'], path);
      }
  });

  await t.test('pages, files and their ages', async () => {
    const { url } = await secondSite(t, w);
    for (const path of ['/', '/smiles/', '/smiles/rs-puram', '/platform/', '/nobody-here/']) {
      const page = await get(url + path);
      assert.equal(page.status, 200, path);
      assert.equal(page.headers.get('cache-control'), 'no-cache');
      assert.match(await page.text(), /Client/);
    }
    for (const [path, isWorkspace] of [
      ['/smiles/', true],
      ['/smiles/login-desk', true],
      ['/smiles/leads/login', true],
      ['/', false],
      ['/platform/', false],
      ['/smiles/login', false],
    ] as const) {
      const text = await (await get(url + path)).text();
      assert.equal(text.includes('desk'), isWorkspace, path);
      assert.equal(text.includes('id="shell" hidden'), !isWorkspace, path);
    }
    const asset = await get(`${url}/assets/app-1a2b.js`, { 'accept-encoding': 'gzip' });
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(asset.headers.get('content-encoding'), 'gzip');
    assert.match(asset.headers.get('content-type') ?? '', /javascript/);
    assert.equal((await get(`${url}/favicon.svg`)).headers.get('cache-control'), 'no-cache');
    for (const path of [
      '/.secret',
      '/assets/',
      '/assets/none.js',
      '/none.js',
      '/smiles/none.js',
      '/..%2f..%2fetc/passwd',
      '/smiles/api/v1',
      '/smiles/api/v2/leads',
      '/%',
    ]) {
      const answer = await get(url + path);
      assert.ok([400, 404].includes(answer.status), `${path} ${answer.status}`);
      assert.equal(((await answer.json()) as { success: boolean }).success, false, path);
    }
    assert.equal((await fetch(`${url}/smiles/`, { method: 'POST' })).status, 404);
  });

  await t.test('nothing of elsewhere runs in a page, and it cannot be framed', async () => {
    const { url } = await secondSite(t, w);
    for (const path of ['/', '/smiles/api/v1/docs', '/smiles/api/v1/none']) {
      const { headers } = await get(url + path);
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of [
        // Of scripts in the page only the client's own, by its text.
        `script-src 'self' 'sha256-${createHash('sha256').update('1;').digest('base64')}';`,
        "style-src 'self' 'unsafe-inline'",
        `connect-src 'self' ws://${new URL(url).host} wss://${new URL(url).host};`,
        "frame-ancestors 'none'",
        "object-src 'none'",
      ])
        assert.ok(policy.includes(part), part);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-powered-by'), null);
      assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/);
      assert.equal(headers.get('strict-transport-security'), null);
      assert.match(headers.get('x-request-id') ?? '', /^[\w.-]{8,64}$/);
    }
    const secure = await secondSite(t, w, { config: { ...w.config, secureCookies: true } });
    assert.match((await get(`${secure.url}/`)).headers.get('strict-transport-security') ?? '', /max-age=31536000/);
  });

  await t.test('only the names of this installation are answered, where it has any', async () => {
    const { url } = await secondSite(t, w, { config: { ...w.config, allowedHosts: ['localhost'] } });
    assert.equal((await get(url)).status, 400);
    assert.equal((await get(url.replace('127.0.0.1', 'localhost'))).status, 200);
    assert.equal((await get(`${url}/health`)).status, 200, 'who watches over pods asks for them by address');
  });

  await t.test('a body that does not arrive is not waited for', async () => {
    const { url } = await secondSite(t, w, { config: { ...w.config, bodySeconds: 1 } });
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let answered = '';
    socket.on('data', (piece: Buffer) => (answered += piece.toString()));
    const closed = once(socket, 'close');
    socket.write(
      'POST /smiles/api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    );
    await closed;
    assert.match(answered, /^HTTP\/1\.1 400 /);
    assert.match(answered, /The body took too long to arrive/);
  });

  await t.test('a pod says whether it is up and whether to send it people', async () => {
    let draining = false;
    const { url } = await secondSite(t, w, { draining: () => draining });
    assert.equal((await get(`${url}/health`)).status, 200);
    assert.equal((await get(`${url}/ready`)).status, 200);
    draining = true;
    assert.equal((await get(`${url}/ready`)).status, 503);
    assert.equal((await get(`${url}/health`)).status, 200);
    const [pod] = w.pods;
    if (!pod) return;
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const platform = { ...pod.tenants.platform, query: () => Promise.reject(away) };
    const cut = await secondSite(t, w, { tenants: { ...pod.tenants, platform, open: () => Promise.reject(away) } });
    assert.equal((await get(`${cut.url}/ready`)).status, 503);
    const answer = await get(`${cut.url}/smiles/api/v1/tenant`);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'UNAVAILABLE');
  });

  await t.test('a defect is told by a number, and nothing of it leaves the log', async () => {
    const [pod] = w.pods;
    if (!pod) return;
    const { url, lines } = await secondSite(t, w, {
      tenants: { ...pod.tenants, open: () => Promise.reject(new TypeError('boom')) },
    });
    const answer = await get(`${url}/smiles/api/v1/tenant`);
    assert.equal(answer.status, 500);
    const { error } = (await answer.json()) as {
      error: { code: string; message: string; details: { reference: string } };
    };
    assert.equal(error.code, 'DEFECT');
    assert.doesNotMatch(JSON.stringify(error), /boom|TypeError|\.ts/);
    assert.ok(lines.some((line) => line.includes(error.details.reference) && line.includes('TypeError')));
  });

  await t.test('numbers are for this machine, or for a request with the token', async () => {
    const { url } = await secondSite(t, w);
    assert.equal((await get(`${url}/metrics`)).status, 200);
    assert.equal((await get(`${url}/metrics`, { 'x-forwarded-for': '203.0.113.7' })).status, 404);
    const guarded = await secondSite(t, w, { config: { ...w.config, metricsToken: 'of-the-collector' } });
    const far = { 'x-forwarded-for': '203.0.113.7' };
    assert.equal(
      (await get(`${guarded.url}/metrics`, { ...far, authorization: 'Bearer of-the-collector' })).status,
      200,
    );
    assert.equal(
      (await get(`${guarded.url}/metrics`, { ...far, authorization: 'Bearer of-the-collectos' })).status,
      404,
    );
  });

  await t.test('neither the log nor the numbers hold an address, a body, a token or a name', async () => {
    const { url, lines } = await secondSite(t, w);
    const canary = 'Meenakshi';
    const headers = { authorization: `Bearer ${w.ana.token}`, 'content-type': 'application/json' };
    const created = await fetch(`${url}/smiles/api/v1/leads?x=${canary}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: canary, phone: '98430 99887' }),
    });
    const { data } = (await created.json()) as { data: { id: string } };
    await fetch(`${url}/smiles/api/v1/leads?q=${canary}`, { headers });
    await fetch(`${url}/smiles/api/v1/leads/${data.id}`, { headers });
    await fetch(`${url}/smiles/api/v1/leads/${canary}`, { headers });
    await fetch(`${url}/smiles/api/v1/${canary}`, { headers });
    await fetch(`${url}/smiles/${canary}`, { headers: { ...headers, cookie: `access=${canary}` } });
    await testBrowser(url).ask('POST', '/smiles/api/v1/auth/login', { email: `${canary}@x.example`, password: canary });
    await fetch(`${url}/smiles/api/v1/leads`, { method: 'POST', headers, body: `{"name":"${canary}"` });
    const numbers = await (await get(`${url}/metrics`)).text();
    assert.match(numbers, /http_requests_total\{method="GET",route="\/:tenant\/api\/v1\/leads\/:id",status="200"\} 1/);
    assert.match(numbers, /http_refusals_total\{code="BAD_CREDENTIALS"\} 1/);
    assert.ok(lines.length >= 8);
    for (const secret of [canary, canary.toLowerCase(), '99887', w.ana.token, w.ana.email, 'Ana Admin']) {
      assert.ok(!lines.join('').includes(secret), `the log holds ${secret}`);
      assert.ok(!numbers.includes(secret), `the numbers hold ${secret}`);
    }
    for (const id of [data.id, w.ana.id]) assert.ok(!numbers.includes(id));
  });
});
