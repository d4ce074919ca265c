import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readState } from './postgres-state.ts';
import { freePort } from './processes.ts';

type Started = {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Waits until this was said; fails when it ends before, or a minute is over. */
  readonly until: (words: RegExp) => Promise<void>;
};

const start = (t: TestContext, env: { readonly [name: string]: string }): Started & { readonly dataDir: string } => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dentracrm-start-'));
  chmodSync(dataDir, 0o711);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts')], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, DEMO: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
  t.after(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true });
  });
  const until = async (words: RegExp): Promise<void> => {
    for (let tries = 0; !words.test(said); tries++) {
      assert.ok(child.exitCode === null || words.test(said), `it ended: ${said}`);
      assert.ok(tries < 1_200, `${words} was not said: ${said}`);
      await pause(100);
    }
  };
  return { child, dataDir, said: () => said, until };
};

const endOf = async ({ child }: Started): Promise<number | null> => {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
};

test('a taken port is told before any work, with the way out', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  t.after(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const started = start(t, { PORT: String(port) });
  assert.equal(await endOf(started), 1);
  assert.match(
    started.said(),
    new RegExp(`^Port ${port} is taken by another program\\. .*PORT=${port + 1} npm start\\n$`),
  );
  assert.deepEqual(
    readdirSync(started.dataDir).filter((name) => name.startsWith('postgres')),
    [],
    'nothing was made ready',
  );
});

test('nonsense in a variable is told before any work', async (t) => {
  const started = start(t, { PORT: '99999' });
  assert.equal(await endOf(started), 1);
  assert.match(started.said(), /^PORT should be a whole number from 0 to 65535, not "99999"\.\n$/);
  assert.deepEqual(readdirSync(started.dataDir), []);
});

/** The server, which is the one child of ours that runs main.ts. */
const serverOf = (parent: number): number => {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.ts'));
  return found ?? assert.fail('no server');
};

test(
  'a PostgreSQL that cannot be started again ends it all, with an exit code that says so',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const started = start(t, { PORT: String(await freePort()) });
    await started.until(/DentraCRM is at/);
    const data = join(readState(started.dataDir)?.place ?? '', 'data');
    const postmaster = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    // As on a disk that was taken away.
    renameSync(data, `${data}.gone`);
    process.kill(postmaster, 'SIGKILL');
    await started.until(/PostgreSQL has ended unexpectedly\. Starting it again …/);
    await started.until(/PostgreSQL cannot be started any more, so this ends/);
    assert.equal(await endOf(started), 1);
  },
);

test(
  'what it starts is watched: a PostgreSQL that is killed comes back, a server that is killed is told',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const started = start(t, { PORT: String(port) });
    await started.until(/DentraCRM is at/);

    await t.test('without data it says what to do next', async () => {
      await started.until(/npm run tenant -- create/);
      assert.match(started.said(), /npm run tenant -- owner --email=/);
    });

    await t.test('it answers to this machine’s own names only', async () => {
      const ask = (host: string): Promise<number> =>
        new Promise((resolve, reject) => {
          get({ host: '127.0.0.1', port, path: '/platform/', headers: { host } }, (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          }).once('error', reject);
        });
      assert.equal(await ask(`localhost:${port}`), 200);
      assert.equal(await ask(`127.0.0.1:${port}`), 200);
      assert.equal(await ask(`rebound.evil.example:${port}`), 400);
    });

    await t.test('PostgreSQL is started again, with a line, and serves as before', async () => {
      const postmaster = Number.parseInt(
        readFileSync(join(readState(started.dataDir)?.place ?? '', 'data', 'postmaster.pid'), 'utf8'),
        10,
      );
      process.kill(postmaster, 'SIGKILL');
      await started.until(/PostgreSQL has ended unexpectedly\. Starting it again …/);
      await started.until(/PostgreSQL is running again/);
      for (let tries = 0; (await fetch(`${url}/ready`)).status !== 200; tries++) {
        assert.ok(tries < 100, 'it is ready again');
        await pause(100);
      }
    });

    await t.test('the end of the server is told', async () => {
      process.kill(serverOf(started.child.pid ?? 0), 'SIGKILL');
      await started.until(/The server ended unexpectedly \(SIGKILL\)\. Start it again with: npm start/);
      assert.equal(await endOf(started), 1);
    });
  },
);
