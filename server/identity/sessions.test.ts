import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Database } from '#server/database/connection.ts';
import { testDatabase } from '#server/testing/test-database.ts';
import { endSessions, isTokenOf, parseRefreshToken, rotateSession, startSession } from './sessions.ts';

const config = { jwtSecret: 'x'.repeat(40), refreshTokenLife: 3_600 };

const parsed = (token: string) => parseRefreshToken(token) ?? assert.fail(token);

const later = (db: Database, sessionId: string): Promise<unknown> =>
  db.query(`update sessions set rotated_at = now() - interval '11 minutes' where id = $1`, [sessionId]);

const traded = async (db: Database, token: string): Promise<string> => {
  const answer = await rotateSession(db, token, config);
  return answer.state === 'rotated' ? answer.refreshToken : assert.fail(answer.state);
};

const stateOf = async (db: Database, token: string): Promise<string> => (await rotateSession(db, token, config)).state;

test('two tabs that refresh at once get one token; one that was traded in long ago ends the session', async (t) => {
  const db = await testDatabase(t);
  const [ana, ben] = [v7(), v7()];
  const first = await startSession(db, ana, config);
  const other = await startSession(db, ben, config);
  const tokens = new Set(await Promise.all([1, 2, 3].map(() => traded(db, first.refreshToken))));
  assert.equal(tokens.size, 1);
  const [next] = tokens;
  assert.ok(next && next !== first.refreshToken);
  assert.ok((await isTokenOf(db, parsed(next))) && (await isTokenOf(db, parsed(first.refreshToken))));
  assert.ok(!(await isTokenOf(db, { ...parsed(next), secret: parsed(other.refreshToken).secret })));

  const last = await traded(db, next);
  assert.equal(await stateOf(db, first.refreshToken), 'reused');
  assert.deepEqual(await endSessions(db, [first.sessionId, v7()]), [first.sessionId]);
  assert.deepEqual(await endSessions(db, [first.sessionId]), [], 'it is over already');
  assert.equal(await stateOf(db, last), 'ended');
  assert.equal(await stateOf(db, other.refreshToken), 'rotated', 'the other person’s goes on');
  assert.equal(await stateOf(db, `${v7()}.${'a'.repeat(43)}`), 'unknown');
});

test('an answer that got lost on the line signs no one out, however late it is asked for again', async (t) => {
  const db = await testDatabase(t);
  const { sessionId, refreshToken } = await startSession(db, v7(), config);
  const lost = await traded(db, refreshToken);
  for (let again = 0; again < 3; again++) {
    await later(db, sessionId);
    const next = await traded(db, refreshToken);
    assert.notEqual(next, lost);
    assert.equal(await traded(db, refreshToken), next, 'two tabs get the same, now too');
  }
  const arrived = await traded(db, refreshToken);
  assert.equal(await stateOf(db, arrived), 'rotated');
});

test('a copy shows itself as soon as both are used', async (t) => {
  const db = await testDatabase(t);
  const { sessionId, refreshToken: copied } = await startSession(db, v7(), config);
  // The one it was copied from refreshes; later the thief does, and is given another token; then the first comes back.
  const own = await traded(db, copied);
  await later(db, sessionId);
  const stolen = await traded(db, copied);
  assert.equal(await stateOf(db, own), 'reused');
  // Where the thief is first, the same.
  const again = await startSession(db, v7(), config);
  const theirs = await traded(db, again.refreshToken);
  await later(db, again.sessionId);
  await traded(db, again.refreshToken);
  assert.equal(await stateOf(db, theirs), 'reused');
  assert.notEqual(stolen, own);
});

test('a made-up secret beside the id of a session ends nothing', async (t) => {
  const db = await testDatabase(t);
  const { sessionId, refreshToken } = await startSession(db, v7(), config);
  const other = await startSession(db, v7(), config);
  for (const secret of ['a'.repeat(43), 'A'.repeat(43), parsed(other.refreshToken).secret])
    assert.equal(await stateOf(db, `${sessionId}.${secret}`), 'unknown');
  const elsewhere = { ...config, jwtSecret: 'y'.repeat(40) };
  const made = await startSession(db, v7(), elsewhere);
  assert.equal(await stateOf(db, `${sessionId}.${parsed(made.refreshToken).secret}`), 'unknown');
  assert.equal(await stateOf(db, refreshToken), 'rotated');
});

test('a session from before secrets were sealed goes on', async (t) => {
  const db = await testDatabase(t);
  const { sessionId } = await startSession(db, v7(), config);
  const secret = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(secret).digest('base64url');
  await db.query('update sessions set refresh_hash = $2 where id = $1', [sessionId, hash]);
  const next = await traded(db, `${sessionId}.${secret}`);
  assert.equal(await traded(db, `${sessionId}.${secret}`), next);
  assert.equal(await stateOf(db, next), 'rotated');
});

test('however often it is renewed, a session ends after 90 days', async (t) => {
  const db = await testDatabase(t);
  const month = { ...config, refreshTokenLife: 30 * 24 * 3600 };
  const { sessionId, refreshToken } = await startSession(db, v7(), month);
  await db.query(`update sessions set created_at = now() - interval '80 days' where id = $1`, [sessionId]);
  const answer = await rotateSession(db, refreshToken, month);
  assert.equal(answer.state, 'rotated');
  const [row] = await db.query<{ left: number }>(
    `select extract(epoch from expires_at - now())::int / 86400 as left from sessions where id = $1`,
    [sessionId],
  );
  assert.ok(row && Number(row.left) <= 10, `${row?.left} days left`);
  const year = await startSession(db, v7(), { ...config, refreshTokenLife: 365 * 24 * 3600 });
  const [long] = await db.query<{ days: number }>(
    `select extract(epoch from expires_at - now())::int / 86400 as days from sessions where id = $1`,
    [year.sessionId],
  );
  assert.ok(long && Number(long.days) <= 90);
});

test('a new session sweeps up what is long over of the same person, and nothing else', async (t) => {
  const db = await testDatabase(t);
  const [ana, ben] = [v7(), v7()];
  const begin = async (userId: string, change: string): Promise<string> => {
    const { sessionId } = await startSession(db, userId, config);
    await db.query(`update sessions set ${change} where id = $1`, [sessionId]);
    return sessionId;
  };
  const alive = await begin(ana, 'ended_at = null');
  const justEnded = await begin(ana, 'ended_at = now()');
  const theirs = await begin(ben, `ended_at = now() - interval '2 days'`);
  await begin(ana, `ended_at = now() - interval '2 days'`);
  const run = await startSession(db, ana, config);
  await db.query(`update sessions set expires_at = now() - interval '1 second' where id = $1`, [run.sessionId]);
  const last = await startSession(db, ana, config);
  const left = await db.query<{ id: string }>('select id from sessions');
  assert.deepEqual(new Set(left.map(({ id }) => id)), new Set([alive, justEnded, theirs, last.sessionId]));

  // One that the platform's owner has at a tenant begins again under its name.
  await endSessions(db, [alive]);
  const again = await startSession(db, ben, config, { sessionId: alive });
  assert.equal(again.sessionId, alive);
  const rotation = await rotateSession(db, again.refreshToken, config);
  assert.deepEqual([rotation.state, rotation.state === 'rotated' && rotation.userId], ['rotated', ben]);
});

test('a refresh waits for the one before it of the same session', async (t) => {
  const db = await testDatabase(t);
  const userId = v7();
  const { sessionId, refreshToken } = await startSession(db, userId, config);
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  let second: ReturnType<typeof rotateSession> | undefined;
  await db.transaction(async (query) => {
    await query('select 1 from sessions where id = $1 for update', [sessionId]);
    second = rotateSession(db, refreshToken, config);
    while ((await query(waiting)).length === 0);
    await query('update sessions set ended_at = now() where id = $1', [sessionId]);
  });
  assert.deepEqual(await second, { state: 'ended', sessionId, userId });
});
