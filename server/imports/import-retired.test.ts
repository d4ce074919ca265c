import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import type { Collection } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { enqueue } from '#server/commands/enqueue.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { beforeChunk, fileOf } from '#server/testing/imports.ts';
import { addField, type Choice, type Values } from '#server/testing/tailoring.ts';
import { world, type Person, type World } from '#server/testing/world.ts';
import { carryOut } from './carry-out.ts';
import { importHere, importJob, type ImportOptions } from './start.ts';

const definition = leads as unknown as Collection;
const going = new AbortController().signal;

/** One who imports, while another changes the fields. */
const people = async (w: World): Promise<{ readonly importer: Person; readonly boss: Person }> => ({
  importer: await w.staffOf('owner', w.smiles),
  boss: w.ana,
});

const importAs = ({ smiles }: World, { who, actor }: Person, csv: string, options?: ImportOptions, signal = going) =>
  importHere(smiles, who, actor, definition, csv, options, signal);

const change = async (tenant: Tenant, { who }: Person, name: string, args: Values): Promise<void> => {
  const answer = await enqueue(tenant, who, { mid: v7(), name, args });
  assert.ok(answer.ok, JSON.stringify(answer));
};

const changeField = (tenant: Tenant, person: Person, { id }: Values, patch: Values): Promise<void> =>
  change(tenant, person, 'customFields.update', { id, patch });

const fileOfLeads = (rows: number, title: string, cell: (row: number) => string): string =>
  [
    `Name,Phone,${title}`,
    ...Array.from({ length: rows }, (_, row) => `Lead ${row},98430 ${10_000 + row},${cell(row)}`),
  ].join('\n');

const countOf = async ({ smiles }: World, where: string): Promise<number> =>
  (await smiles.db.query<{ n: number }>(`select count(*)::int as n from leads where ${where}`))[0]?.n ?? -1;

for (const dryRun of [false, true])
  test(`an import${dryRun ? ' that is tried' : ''} goes on without a field that goes out of use, and says so`, async (t) => {
    const w = await world(t, { env: { ROLES: 'web' } });
    const { importer, boss } = await people(w);
    const field = await addField(boss, { label: 'Budget', kind: 'number' });
    beforeChunk(w.smiles, 2, () => changeField(w.smiles, boss, field, { active: false }));
    // What stands in the last rows is no number: no one asks for it any more.
    const csv = fileOfLeads(300, 'Budget', (row) => (row < 250 ? String(row + 1) : 'lots'));
    const job = await importAs(w, importer, csv, { dryRun });
    assert.deepEqual([job.state, job.created, job.refused], ['finished', 300, 0], JSON.stringify(job.report.slice(-3)));
    const came = dryRun ? 'would be imported' : 'were imported';
    assert.equal(job.message, `"Budget" is not in use any more: 200 rows ${came} without it.`);
    assert.equal(await countOf(w, `custom ->> 'x_budget' is not null`), dryRun ? 0 : 100);
  });

test('a field that goes out of use between the look at rows and their commit costs none of them', async (t) => {
  const w = await world(t, { pods: 2, env: { ROLES: 'web' } });
  const { importer, boss } = await people(w);
  const field = await addField(boss, { label: 'Insurance', kind: 'text' });
  const elsewhere = await w.pods[1]?.tenants.open('smiles');
  assert.ok(elsewhere);
  const { smiles } = w;
  const { markActive } = smiles;
  (smiles as { markActive: Tenant['markActive'] }).markActive = async () => {
    Object.assign(smiles, { markActive });
    await changeField(elsewhere, boss, field, { active: false });
    await markActive();
  };
  const job = await importAs(
    w,
    importer,
    fileOfLeads(40, 'Insurance', () => 'Star Health'),
  );
  assert.deepEqual([job.created, job.refused], [40, 0], JSON.stringify(job.report[0]));
  assert.equal(job.message, '"Insurance" is not in use any more: 40 rows were imported without it.');
});

test('an option that is retired meanwhile is left out, one that was retired before is so with a remark', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const { importer, boss } = await people(w);
  const tier = await addField(boss, { label: 'Tier', kind: 'choice', options: ['Gold', 'Silver', 'Bronze'] });
  const [gold, silver, bronze] = tier['options'] as Choice[];
  const [set] = [...(w.smiles.catalog.tailoring['choiceSets']?.values() ?? [])].filter(
    (one) => one['field'] === 'leads.source',
  );
  assert.ok(set);
  const sources = (set['choices'] as Choice[]).map((one) =>
    one.value === 'referral' ? { ...one, retired: true } : one,
  );
  await changeField(w.smiles, boss, tier, { options: [gold, silver, { ...bronze, retired: true }] });
  beforeChunk(w.smiles, 2, async () => {
    const options = [gold, { ...silver, retired: true }, { ...bronze, retired: true }];
    await changeField(w.smiles, boss, tier, { options });
    await change(w.smiles, boss, 'choiceSets.update', { id: set.id, patch: { choices: sources } });
  });
  const cell = (row: number): string => `${['Gold', 'Silver', 'Bronze'][row % 3]},${row % 2 ? 'Referral' : 'IVR'}`;
  const job = await importAs(w, importer, fileOfLeads(300, 'Tier,Source', cell));
  assert.deepEqual([job.created, job.warned], [200, 100], JSON.stringify(job.report[0]));
  const [warned] = job.report.filter(({ outcome }) => outcome === 'warned');
  assert.equal(warned?.message, 'Tier: "Bronze" is not in use any more. Left empty.');
  assert.match(
    job.message ?? '',
    /^"Silver" \(Tier\) is not in use any more: \d+ rows were imported without it\. "Refer/,
  );
  assert.equal(await countOf(w, `custom ->> 'x_tier' = 'bronze'`), 0);
});

test('taken up again after a field and its options got other names, it goes on as it began', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' }, also: ['other'] });
  const { smiles } = w;
  const { importer, boss } = await people(w);
  const tier = await addField(boss, { label: 'Tier', kind: 'choice', options: ['Gold', 'Silver'] });
  const note = await addField(boss, { label: 'Insurance', kind: 'text' });
  const csv = fileOfLeads(300, 'Tier,Insurance', (row) => `${row % 2 ? 'Gold' : 'Silver'},Star ${row}`);
  const id = v7();
  const leaving = new AbortController();
  beforeChunk(smiles, 2, () => Promise.resolve(leaving.abort(new Error('shutting down'))));
  await assert.rejects(importAs(w, importer, csv, { id }, leaving.signal), /shutting down/);
  const done = (await importJob(smiles, importer.actor, id)).rows;
  assert.ok(done >= 100 && done < 300);
  const [gold, silver] = tier['options'] as Choice[];
  await changeField(smiles, boss, tier, { label: 'Level', options: [silver, { ...gold, label: 'Premium' }] });
  await changeField(smiles, boss, note, { active: false });
  await carryOut(smiles, id, await fileOf(smiles, id), going);
  const job = await importJob(smiles, importer.actor, id);
  assert.deepEqual([job.state, job.created, job.refused], ['finished', 300, 0], JSON.stringify(job.report.slice(0, 2)));
  // Those that the first attempt wrote have it.
  assert.equal(job.message, `"Insurance" is not in use any more: ${300 - done} rows were imported without it.`);
  assert.equal(await countOf(w, `custom ->> 'x_tier' = 'gold'`), 150);
  assert.equal(await countOf(w, `custom ->> 'x_insurance' is not null`), done);
});

test('a choice that is retired meanwhile is refused by its name where the field is required', async (t) => {
  const w = await world(t, { env: { ROLES: 'web' } });
  const { importer, boss } = await people(w);
  const tier = await addField(boss, { label: 'Tier', kind: 'choice', required: true, options: ['Gold', 'Silver'] });
  const [gold, silver] = tier['options'] as Choice[];
  beforeChunk(w.smiles, 2, () => changeField(w.smiles, boss, tier, { options: [{ ...gold, retired: true }, silver] }));
  const csv = fileOfLeads(200, 'Tier', (row) => (row % 2 ? 'Silver' : 'Gold'));
  const job = await importAs(w, importer, csv);
  assert.deepEqual([job.created, job.refused, job.message], [150, 50, null], JSON.stringify(job.report[0]));
  const [refused] = job.report.filter(({ outcome }) => outcome === 'refused');
  assert.match(refused?.message ?? '', /^Tier: "Gold" is not in use any more\. Choose another\./);
});

for (const interrupted of [false, true])
  test(`records that are here already are changed without a field that goes out of use${interrupted ? ', also when it is taken up again' : ''}`, async (t) => {
    const w = await world(t, { env: { ROLES: 'web' } });
    const { smiles } = w;
    const { importer, boss } = await people(w);
    const field = await addField(boss, { label: 'Budget', kind: 'number' });
    await importAs(
      w,
      importer,
      fileOfLeads(300, 'Age', (row) => String(row % 50)),
    );
    const csv = fileOfLeads(300, 'Budget,Age', (row) => `${row},${100 - (row % 50)}`);
    const id = v7();
    const leaving = new AbortController();
    beforeChunk(smiles, 2, async () => {
      await changeField(smiles, boss, field, { active: false });
      if (interrupted) leaving.abort(new Error('shutting down'));
    });
    const importing = importAs(w, importer, csv, { id, existing: 'update' }, leaving.signal);
    if (interrupted) {
      await assert.rejects(importing, /shutting down/);
      await carryOut(smiles, id, await fileOf(smiles, id), going);
    } else await importing;
    const job = await importJob(smiles, importer.actor, id);
    assert.deepEqual([job.state, job.updated, job.refused], ['finished', 300, 0], JSON.stringify(job.report.slice(-3)));
    assert.equal(job.message, '"Budget" is not in use any more: 200 rows were imported without it.');
    assert.equal(await countOf(w, `custom ->> 'x_budget' is not null`), 100);
    assert.equal(await countOf(w, `age = 100 - substring(name from '[0-9]+')::int % 50`), 300);
  });
