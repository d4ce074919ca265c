import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { world } from '#server/testing/world.ts';

/** Makes every change of a lead fail as PostgreSQL fails with this code. */
const failWith = (code: string): string => `
  create or replace function fail_for_now() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file' using errcode = '${code}'; end $$;
  create or replace trigger fail_for_now before insert or update on leads for each row execute function fail_for_now()`;

const troubles = [
  ['53100', 'its disk is full'],
  ['53200', 'it is out of memory'],
  ['25006', 'it takes no changes'],
] as const;

// Beside each other: each waits for eight seconds, and does little else.
suite('a PostgreSQL in trouble', { concurrency: troubles.length }, () => {
  for (const [code, what] of troubles) {
    test(`when ${what}, a change waits, is refused as UNAVAILABLE, and goes through later; others are told`, async (t) => {
      const w = await world(t);
      const [ben, cara] = [await w.ben.connect(), await w.cara.connect()];
      const { ganapathy } = w.clinics;
      const args = { name: 'Ravi', phone: '98430 12345', clinicId: ganapathy.id };
      const mid = crypto.randomUUID();
      await w.smiles.db.query(failWith(code));
      const logged: unknown[] = [];
      const said = t.mock.method(w.pods[0]?.log ?? assert.fail(), 'error', (...line: unknown[]) => logged.push(line));

      // It is tried again and again for eight seconds.
      const mutation = { mid, name: 'leads.create', args };
      const [refused, response] = await Promise.all([
        ben.socket.timeout(30_000).emitWithAck('mutate', mutation),
        w.ben.request('POST', '/leads', args),
      ]);
      assert.equal(!refused.ok && refused.error.code, 'UNAVAILABLE');
      assert.equal(response.status, 503);
      const ready = await fetch(`${w.url}/ready`);
      assert.equal(ready.status, 503);
      assert.match(await ready.text(), new RegExp(what));
      assert.equal((await fetch(`${w.url}/health`)).status, 200);
      assert.ok((await cara.query({ collection: 'leads' })).ok, 'reading goes on');
      assert.equal(said.mock.callCount(), 1, 'one line, not one for each attempt');
      assert.match(JSON.stringify(logged), new RegExp(code));
      assert.doesNotMatch(JSON.stringify(logged), /Ravi|98430/);

      await w.smiles.db.query('drop trigger fail_for_now on leads');
      const done = await ben.mutate('leads.create', args, { mid });
      assert.ok(done.ok, JSON.stringify(done));
      const again = await ben.mutate('leads.create', args, { mid });
      assert.deepEqual(again, done, 'it is done once');
    });
  }
});
