import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Client } from 'pg';
import { runningPostgres, startPostgres } from './postgres.ts';
import { readState } from './postgres-state.ts';
import { gone } from './processes.ts';

const folder = (t: TestContext): string => {
  const dir = mkdtempSync(join(tmpdir(), 'dentracrm-postgres-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query<Record<string, unknown>>(sql);
    return answer.rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
};

const postmasterOf = (dataDir: string): number =>
  Number.parseInt(readFileSync(join(readState(dataDir)?.place ?? '', 'data', 'postmaster.pid'), 'utf8'), 10);

test('what is committed survives a stop, a restart and a SIGKILL, at the same address', async (t) => {
  const dataDir = folder(t);
  const first = await startPostgres({ dataDir, durable: true });
  await ask(first.url, 'create table kept (n int)');
  await ask(first.url, 'insert into kept values (1)');
  await first.restart();
  await ask(first.url, 'insert into kept values (2)');
  await first.kill();
  await assert.rejects(ask(first.url, 'select 1'));
  await first.restart();
  await ask(first.url, 'insert into kept values (3)');
  await first.stop();

  const second = await startPostgres({ dataDir, durable: true });
  t.after(() => second.stop());
  assert.equal(second.url, first.url);
  assert.deepEqual(await ask(second.url, 'select n from kept order by n'), [1, 2, 3]);
});

test('a server whose starter was killed is adopted by the next start', async (t) => {
  const dataDir = folder(t);
  const starter = `
    import { startPostgres } from '#infra/local/postgres.ts';
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: true });
    console.log('up');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => ['nothing'])]);
  assert.match(String(said[0]), /up/);
  await assert.rejects(startPostgres({ dataDir, durable: true }), /in use by process/);
  assert.ok(runningPostgres(dataDir));
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(runningPostgres(dataDir), undefined);

  const orphan = postmasterOf(dataDir);
  const adopted = await startPostgres({ dataDir, durable: true });
  assert.equal(postmasterOf(dataDir), orphan);
  assert.deepEqual(await ask(adopted.url, 'select 1'), [1]);
  await adopted.stop();
  assert.ok(await gone(orphan, 1000));
});

test('an orphan that is not durable is not adopted as a durable one', async (t) => {
  const dataDir = folder(t);
  const careless = await startPostgres({ dataDir, durable: false });
  const orphan = postmasterOf(dataDir);
  const careful = await startPostgres({ dataDir, durable: true });
  t.after(() => careful.stop());
  assert.notEqual(postmasterOf(dataDir), orphan);
  assert.deepEqual(await ask(careful.url, 'show fsync'), ['on']);
  assert.deepEqual(await ask(careful.url, 'show full_page_writes'), ['on']);
  assert.equal(careless.url.split('@')[0], careful.url.split('@')[0]);
});

test('the log holds no values, and a password that got lost is told, not written over', async (t) => {
  const dataDir = folder(t);
  const { url, stop } = await startPostgres({ dataDir, durable: false });
  await ask(url, 'create table people (email text primary key)');
  const add = `insert into people values ('zzyzx.private@geheim.example')`;
  await ask(url, add);
  const client = new Client({ connectionString: url });
  await client.connect();
  await assert.rejects(client.query('insert into people values ($1)', ['zzyzx.private@geheim.example']), /duplicate/);
  await client.end();
  await stop();
  const { place = '' } = readState(dataDir) ?? {};
  assert.match(readFileSync(join(place, 'postgres.log'), 'utf8'), /duplicate key/);
  assert.doesNotMatch(readFileSync(join(place, 'postgres.log'), 'utf8'), /zzyzx/);

  const state = readFileSync(join(dataDir, 'postgres.json'), 'utf8');
  rmSync(join(dataDir, 'postgres.json'));
  await assert.rejects(startPostgres({ dataDir, durable: false }), /postgres\.json is missing: it holds the password/);
  assert.ok(!existsSync(join(dataDir, 'postgres.json')), 'a backup of it may still be put back');
  writeFileSync(join(dataDir, 'postgres.json'), state);
  const again = await startPostgres({ dataDir, durable: false });
  assert.deepEqual(await ask(again.url, 'select count(*)::int from people'), [1]);
  await again.stop();
});

test('two data folders run side by side, each with a password of its own', async (t) => {
  const [one, two] = await Promise.all(
    [folder(t), folder(t)].map(async (dataDir) => ({ dataDir, ...(await startPostgres({ dataDir, durable: false })) })),
  );
  assert.ok(one && two);
  t.after(() => Promise.all([one.stop(), two.stop()]));
  assert.notEqual(one.port, two.port);
  await assert.rejects(ask(one.url.replace(String(one.port), String(two.port)), 'select 1'), /password/);
  assert.equal(statSync(join(one.dataDir, 'postgres.json')).mode & 0o777, 0o600);
});

test('text behaves the same on every machine: sorted by code point, folded and searched beyond ASCII', async (t) => {
  const dataDir = folder(t);
  const { url, stop } = await startPostgres({ dataDir, durable: false });
  t.after(stop);
  await ask(url, 'create extension pg_trgm');
  const sorted = `select x from unnest(array['b', 'Z', 'é', 'a', '_']) x order by x`;
  assert.deepEqual(await ask(url, sorted), ['Z', '_', 'a', 'b', 'é']);
  assert.deepEqual(await ask(url, `select lower('ÄÉ')`), ['äé']);
  // Empty when the locale's letters end at ASCII: then a search for a Tamil name finds nothing.
  assert.deepEqual(await ask(url, `select cardinality(show_trgm('கனபதி')) > 0`), [true]);
  assert.deepEqual(await ask(url, `select 'a' < 'B' collate "und-x-icu"`), [true]);
  assert.deepEqual(await ask(url, 'show listen_addresses'), ['127.0.0.1']);
  assert.ok(!existsSync(join(dataDir, 'password.new')));
});
