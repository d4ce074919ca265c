import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { verifyPassword } from '#server/identity/passwords.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import { testCluster } from '#server/testing/cluster.ts';
import { skipTime } from '#server/testing/skip-time.ts';

type Said = { readonly code: number; readonly out: string; readonly error: string };

const cli = (t: TestContext, databaseUrl: string, databaseName: string): ((...args: string[]) => Promise<Said>) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dentracrm-cli-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  return async (...args) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'tenant-cli.ts'), ...args], {
      env: { DATABASE_URL: databaseUrl, DATABASE_NAME: databaseName, DATA_DIR: dataDir, PORT: '4321' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', error: '' };
    child.stdout.on('data', (piece: Buffer) => (said.out += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (said.error += piece.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, ...said };
  };
};

test('a tenant made at the command line is served by a pod that was running before it', async (t) => {
  const { config, log } = testCluster(t);
  const pod = await openTenantPool({ config, log });
  t.after(() => pod.close());
  const tenant = cli(t, config.databaseUrl, config.databaseName);
  assert.match((await tenant('list')).out, /no tenants/);
  assert.equal(await pod.open('apollo'), null);

  const made = await tenant('create', '--slug=apollo', '--name=Apollo Dental', '--clinics=Koramangala, Indiranagar');
  assert.deepEqual([made.code, made.error], [0, '']);
  assert.match(made.out, /✓ Clinics: Koramangala, Indiranagar\n/);
  assert.match(made.out, /http:\/\/localhost:4321\/apollo\//);
  const [, password = ''] = /Password\s+(\S+)/.exec(made.out) ?? [];

  const skip = skipTime(t);
  skip(1_100);
  const apollo = await pod.open('apollo');
  const [admin] =
    (await apollo?.db.query<{ role: string; password_hash: string }>(
      `select role, password_hash from users join credentials on user_id = id where email = 'admin@apollo.example'`,
    )) ?? [];
  assert.equal(admin?.role, 'admin');
  assert.ok(await verifyPassword(admin.password_hash, password, 'here'));
  assert.match((await tenant('list')).out, /^apollo +active +\d{4}-\d\d-\d\d {2}Apollo Dental\n$/);

  assert.equal((await tenant('suspend', '--slug=apollo')).code, 0);
  skip(3_100);
  assert.equal(await pod.open('apollo'), null);
  assert.deepEqual(await tenant('suspend', '--slug=apollo'), {
    code: 1,
    out: '',
    error: '"apollo" is suspended already.\n',
  });
  assert.equal((await tenant('resume', '--slug=apollo')).code, 0);
  skip(1_100);
  assert.ok(await pod.open('apollo'));

  const taken = await tenant('create', '--slug=apollo', '--name=Another');
  assert.deepEqual(taken, { code: 1, out: '', error: '"apollo" is taken: a tenant of that name is there.\n' });
  const general = await tenant(
    'create',
    '--slug=kongu',
    '--name=Kongu Traders',
    '--suite=general',
    '--admin-email=raja@kongu.example',
    '--admin-name=Raja',
  );
  assert.deepEqual([general.code, /raja@kongu\.example/.test(general.out)], [0, true]);
});

test('the first of the platform’s people comes from the command line, and signs in', async (t) => {
  const { config, log } = testCluster(t);
  const pod = await openTenantPool({ config, log });
  t.after(() => pod.close());
  const tenant = cli(t, config.databaseUrl, config.databaseName);
  const made = await tenant('owner', '--email=Petra@Platform.example', '--name=Petra');
  assert.deepEqual([made.code, made.error], [0, '']);
  assert.match(made.out, /^Petra may sign in at http:\/\/localhost:4321\/platform\//);
  const [, password = ''] = /Password\s+(\S+)/.exec(made.out) ?? [];
  const [found] = await pod.platform.query<{ email: string; password_hash: string }>(
    'select email, password_hash from platform_users join credentials on user_id = id',
  );
  assert.equal(found?.email, 'petra@platform.example');
  assert.ok(await verifyPassword(found.password_hash, password, 'here'));
  const again = await tenant('owner', '--email=petra@platform.example');
  assert.match(again.error, /^petra@platform\.example is one of the platform's people already[^\n]*\n$/);
  assert.match((await tenant('owner')).error, /^--email is missing\.\n$/);
  assert.match((await tenant('owner', '--email=petra')).error, /^Email [^\n]*\n$/);
});

test('what cannot be is said in one line, and the exit code says no', async (t) => {
  const { config } = testCluster(t);
  const tenant = cli(t, config.databaseUrl, config.databaseName);
  const cases: [string[], RegExp][] = [
    [['create', '--name=X'], /^--slug is missing\.\n$/],
    [['create', '--slug=api', '--name=X'], /^"api" is kept[^\n]*\n$/],
    [['create', '--slug=A B', '--name=X'], /^"A B" cannot stand[^\n]*\n$/],
    [['create', '--slug=ok', '--name=X', '--suite=all'], /^--suite is dental or general[^\n]*\n$/],
    [
      ['create', '--slug=ok', '--name=X', '--suite=general', '--clinics=One'],
      /^A tenant of this suite has no clinics[^\n]*\n$/,
    ],
    [['resume', '--slug=nobody'], /^There is no tenant "nobody"\.\n$/],
    [['explode'], /^There is no "explode"[^\n]*\n$/],
    [['list', '--loud'], /^Unknown option '--loud'[^\n]*\n$/],
  ];
  await Promise.all(
    cases.map(async ([args, expected]) => {
      const { code, error } = await tenant(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(error, expected);
    }),
  );
  const nowhere = await cli(t, 'postgres://nobody@127.0.0.1:1/none', 'dentracrm')('list');
  assert.deepEqual([nowhere.code, nowhere.error.split('\n').length], [1, 2]);
  assert.match((await tenant('--help')).out, /create --slug=apollo/);
});
