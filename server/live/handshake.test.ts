import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { RefusalData } from '#shared/refusal.ts';
import { openClient } from '#server/testing/client.ts';
import { world } from '#server/testing/world.ts';

/** Asks for an upgrade by hand, and answers with the first line of what came back; never ends its own side. */
const upgrade = async (
  t: TestContext,
  port: number,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: string; socket: Socket }> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  t.after(() => socket.destroy());
  socket.on('error', () => undefined);
  const all = {
    Host: 'pod.internal:3000',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return { status: bytes.toString('latin1').split('\r\n')[0] ?? '', socket };
};

const path = '/smiles/socket.io/?EIO=4&transport=websocket';
const far = 30_000;

test(
  'a stranger who asks at a wrong place and never hangs up keeps no pod from ending',
  { timeout: far },
  async (t) => {
    const { pods } = await world(t);
    const [pod] = pods;
    assert.ok(pod);
    assert.match((await upgrade(t, pod.port, '/nowhere')).status, /404/);
    const { status, socket } = await upgrade(t, pod.port, '/nowhere');
    assert.match(status, /404/);
    // The server has closed both sides: what is written now comes back as a reset.
    const writing = setInterval(() => socket.write('x'), 20);
    t.after(() => clearInterval(writing));
    await new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    clearInterval(writing);
    await pod.close();
  },
);

test('a socket that does not take its leave is cut off when its pod ends', { timeout: far }, async (t) => {
  const { pods } = await world(t);
  const [pod] = pods;
  assert.ok(pod);
  assert.match((await upgrade(t, pod.port, path)).status, /101/);
  const began = performance.now();
  await pod.close();
  assert.ok(performance.now() - began < 10_000);
});

/** What a page is told that opens a socket without a token: which page it is comes first. */
const refusal = (t: TestContext, url: string, headers: Record<string, string>): Promise<RefusalData> => {
  const client = openClient({ url, slug: 'smiles', headers });
  t.after(client.close);
  return new Promise((resolve) => {
    client.socket.once('connect_error', (error) => resolve((error as Error & { data: RefusalData }).data));
  });
};

test('a page is ours by the host that a trusted proxy names, on sockets as over HTTP', async (t) => {
  const { url } = await world(t, { env: { TRUSTED_PROXIES: '1', SECURE_COOKIES: 'false' } });
  const ask = async (origin: string, forwarded: string): Promise<string> =>
    (await refusal(t, url, { Host: 'pod.internal:3000', Origin: origin, 'X-Forwarded-Host': forwarded })).code;
  assert.equal(await ask('https://crm.example', 'crm.example'), 'UNAUTHENTICATED');
  assert.equal(await ask('https://evil.example', 'crm.example'), 'FORBIDDEN');
  assert.equal(await ask('http://pod.internal:3000', 'crm.example'), 'FORBIDDEN');
});

test('without a proxy no header can name another host, and the answer says which page it was', async (t) => {
  const { url } = await world(t);
  const refused = await refusal(t, url, { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' });
  assert.deepEqual(
    [refused.code, refused.message],
    ['FORBIDDEN', 'https://evil.example is not an address of this server. Add it to its ORIGINS.'],
  );
});

test('what is not known or too large is answered, and the connection stays', async (t) => {
  const { ana } = await world(t);
  const client = await ana.connect();
  const ask = (event: string, input: unknown): Promise<{ ok: boolean; error?: RefusalData }> =>
    client.socket.timeout(5_000).emitWithAck(event as 'view', input as never);
  assert.deepEqual((await ask('from-tomorrow', {})).error?.code, 'BAD_REQUEST');
  const large = { collection: 'leads', filter: { search: 'x'.repeat(70_000) } };
  assert.deepEqual((await ask('query', large)).error?.code, 'TOO_LARGE');
  assert.equal((await ask('query', { collection: 'leads' })).ok, true);
  assert.equal(client.socket.connected, true);
});
