import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { testDatabase } from '#server/testing/test-database.ts';
import { endSessions, isTokenOf, parseRefreshToken, rotateSession, startSession } from './sessions.ts';

const config = { jwtSecret: 'x'.repeat(40), refreshTokenLife: 3_600 };

const parsed = (token: string) => parseRefreshToken(token) ?? assert.fail(token);

test('two tabs that refresh at once get one token; a third that comes later with the old one ends the session', async (t) => {
  const db = await testDatabase(t);
  const [ana, ben] = [v7(), v7()];
  const first = await startSession(db, ana, config);
  const other = await startSession(db, ben, config);
  const answers = await Promise.all(Array.from({ length: 3 }, () => rotateSession(db, first.refreshToken, config)));
  const tokens = new Set(answers.map((answer) => (answer.state === 'rotated' ? answer.refreshToken : answer.state)));
  assert.equal(tokens.size, 1);
  const [next] = tokens;
  assert.ok(next && next !== first.refreshToken);
  assert.ok((await isTokenOf(db, parsed(next))) && (await isTokenOf(db, parsed(first.refreshToken))));
  assert.ok(!(await isTokenOf(db, { ...parsed(next), secret: parsed(other.refreshToken).secret })));

  await db.query(`update sessions set rotated_at = now() - interval '11 seconds' where id = $1`, [first.sessionId]);
  assert.equal((await rotateSession(db, first.refreshToken, config)).state, 'reused');
  assert.deepEqual(await endSessions(db, [first.sessionId, v7()]), [first.sessionId]);
  assert.deepEqual(await endSessions(db, [first.sessionId]), [], 'it is over already');
  assert.equal((await rotateSession(db, next, config)).state, 'ended');
  assert.equal((await rotateSession(db, other.refreshToken, config)).state, 'rotated', 'the other person’s goes on');
  assert.equal((await rotateSession(db, `${v7()}.${'a'.repeat(43)}`, config)).state, 'unknown');
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
  const again = await startSession(db, ben, config, alive);
  assert.equal(again.sessionId, alive);
  const rotation = await rotateSession(db, again.refreshToken, config);
  assert.deepEqual([rotation.state, rotation.state === 'rotated' && rotation.userId], ['rotated', ben]);
});

test('a refresh waits for the one before it of the same session', async (t) => {
  const db = await testDatabase(t);
  const { sessionId, refreshToken } = await startSession(db, v7(), config);
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  let second: ReturnType<typeof rotateSession> | undefined;
  await db.transaction(async (query) => {
    await query('select 1 from sessions where id = $1 for update', [sessionId]);
    second = rotateSession(db, refreshToken, config);
    while ((await query(waiting)).length === 0);
    await query('update sessions set ended_at = now() where id = $1', [sessionId]);
  });
  assert.deepEqual(await second, { state: 'ended', sessionId });
});
