import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { world } from '#server/testing/world.ts';
import { smoke } from './smoke.ts';

/** A proxy in front of a pod, which has the page too: that is built only for the tests in a browser. */
const proxy = async (t: TestContext, pod: string, passes: { readonly sockets: boolean }): Promise<URL> => {
  const server = createServer(async (req, res) => {
    if (req.url === '/platform/') return void res.end('<script></script>');
    const answer = await fetch(new URL(req.url ?? '/', pod));
    res.writeHead(answer.status).end(await answer.text());
  });
  if (passes.sockets)
    server.on('upgrade', (req, socket) => {
      const on = connect(Number(new URL(pod).port), '127.0.0.1', () => {
        const headers = Object.entries(req.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
        on.write(`GET ${req.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
        socket.pipe(on).pipe(socket);
      });
      on.on('error', () => socket.destroy());
      socket.on('error', () => on.destroy());
    });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
};

test('what was brought there passes; not another version, nor behind a proxy that passes no sockets', async (t) => {
  const { url } = await world(t);
  const well = await proxy(t, url, { sockets: true });
  await smoke(well, undefined);
  await assert.rejects(smoke(well, 'another-version'), /not of version another-version/);
  await assert.rejects(smoke(await proxy(t, url, { sockets: false }), undefined), /No socket/);
});
