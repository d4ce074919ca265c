import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fold } from '#shared/fold.ts';
import { drift } from './drift.ts';
import { m0027 } from './migrations/tenant/0027-records-that-belong-together.ts';
import { testDatabase } from '#server/testing/test-database.ts';

test('a unique field is compared in SQL as a search compares it', async (t) => {
  const db = await testDatabase(t);
  const written = fc.string({
    unit: fc.constantFrom(
      ...Array.from("aZ09 .-'’`´ÉéßøŁıÆœþΣς२௧٣कड़ड़ிஸ்Ａ﷼ﬁ\u200b\u200d\u00a0\u0301\u093c\ufe0f"),
      '😀',
      '\u{1d7d8}',
    ),
    maxLength: 12,
  });
  const texts = fc.sample(written, 3_000);
  const rows = await db.query<{ folded: string }>(
    'select folded(t) as folded from unnest($1::text[]) with ordinality as u (t, n) order by n',
    [texts],
  );
  for (const [i, text] of texts.entries()) assert.equal(rows[i]?.folded, fold(text), JSON.stringify(text));
});

test('a database with values that are alike is migrated, loses none of them, and takes no more', async (t) => {
  const db = await testDatabase(t);
  const insert = (name: string, slug: string): Promise<unknown> =>
    db.query(
      `insert into clinics (id, version, created_at, updated_at, name, slug, is_active) values (gen_random_uuid(), 1, now(), now(), $1, $2, true)`,
      [name, slug],
    );
  // As it was before: by exact values, and names not at all.
  for (const name of ['clinics_unique_name', 'clinics_unique_slug', 'teams_unique_name', 'items_unique_sku'])
    await db.query(`drop index "${name}"`);
  for (const name of ['imported_words_unique_field_word', 'custom_fields_unique_collection_name'])
    await db.query(`drop index "${name}"`);
  for (const [i, name] of ['RS Puram', 'rs puram', 'RS PURAM', 'Ganapathy'].entries()) await insert(name, `slug-${i}`);
  const { class: Step } = m0027;
  const step = new Step({} as never, {} as never);
  await step.up();
  const statements = (step.getQueries?.() ?? []).map(String);
  const unique = statements.filter((sql) => /next_|_unique_/.test(sql));
  assert.equal(unique.length, 18);
  for (const sql of unique) await db.query(sql);

  assert.equal((await db.query('select 1 from clinics')).length, 4);
  const taken = (error: unknown): boolean => (error as { constraint?: string }).constraint === 'clinics_unique_name';
  await assert.rejects(insert('Rś Puram', 'new'), taken);
  await assert.rejects(insert('GANAPATHY', 'new'), taken);
  // Those that were there can be worked on, and be given a name of their own.
  await db.query(`update clinics set phone = '+919843012345'`);
  await db.query(`update clinics set name = 'RS Puram West' where slug = 'slug-2'`);
});

test('a fresh database has what the definitions say', async (t) => {
  assert.deepEqual(await drift(await testDatabase(t)), []);
});
