import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from 'pg';
import { Refusal } from '#shared/refusal.ts';
import { refusalOf } from './refusal-of.ts';

test('what is asked while this process closes its databases can be asked again elsewhere: no defect', async () => {
  const pool = new Pool();
  await pool.end();
  const error = await pool.query('select 1').catch((thrown: unknown) => thrown);
  assert.equal(refusalOf(error)?.code, 'UNAVAILABLE');
});

test('what was said on purpose is passed on, and anything else is a defect', () => {
  assert.equal(refusalOf(new Refusal('CONFLICT', 'Later.'))?.code, 'CONFLICT');
  assert.equal(refusalOf(new TypeError('x is not a function')), null);
});
