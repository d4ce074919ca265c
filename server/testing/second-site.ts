import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import type { HttpContext } from '#server/http/context.ts';
import { createHttpApp } from '#server/http/http-app.ts';
import { resetJob } from '#server/identity/password-requests.ts';
import type { World } from './world.ts';

type Served = { readonly url: string; readonly lines: string[] };

/** A second app over the same tenants: with limits, a log and files of its own. */
export const secondSite = async (t: TestContext, w: World, more: Partial<HttpContext> = {}): Promise<Served> => {
  const [pod] = w.pods;
  if (!pod) throw new Error('a world has a pod');
  const clientDir = mkdtempSync(join(tmpdir(), 'dentracrm-client-'));
  mkdirSync(join(clientDir, 'assets'));
  const page =
    '<!doctype html><title>Client</title><script>1;</script><p id="shell"></p><!--workspace--><p>desk</p><!--/workspace-->';
  writeFileSync(join(clientDir, 'index.html'), page);
  writeFileSync(join(clientDir, 'assets/app-1a2b.js'), `export const text = '${'x'.repeat(5000)}';`);
  writeFileSync(join(clientDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(clientDir, '.secret'), 'not to be served');
  const lines: string[] = [];
  const log = pino({ level: 'debug', base: null }, { write: (line: string) => void lines.push(line) });
  const server = createServer(
    createHttpApp({
      config: w.config,
      log,
      tenants: pod.tenants,
      jobs: pod.jobs,
      mail: pod.mail,
      resetJob: resetJob(w.config, () => pod.mail),
      clientDir,
      ...more,
    }),
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(clientDir, { recursive: true, force: true });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lines };
};

export const get = (url: string, headers: Record<string, string> = {}): Promise<Response> => fetch(url, { headers });
