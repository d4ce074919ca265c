import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
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

test('a page is ours by the host that a trusted proxy names, on sockets as over HTTP', async (t) => {
  const { pods } = await world(t, { env: { TRUSTED_PROXIES: '1', SECURE_COOKIES: 'false' } });
  const ask = async (origin: string, forwarded: string): Promise<string> => {
    const headers = { Origin: origin, 'X-Forwarded-Host': forwarded };
    return (await upgrade(t, pods[0]?.port ?? 0, path, headers)).status;
  };
  assert.match(await ask('https://crm.example', 'crm.example'), /101/);
  assert.match(await ask('https://evil.example', 'crm.example'), /403|400/);
  assert.match(await ask('http://pod.internal:3000', 'crm.example'), /403|400/);
});

test('without a proxy no header can name another host', async (t) => {
  const { pods } = await world(t);
  const headers = { Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' };
  assert.match((await upgrade(t, pods[0]?.port ?? 0, path, headers)).status, /403|400/);
});
