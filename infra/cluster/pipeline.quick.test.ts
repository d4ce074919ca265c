import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { root } from '#infra/local/cache-place.ts';

type Job = {
  readonly stage?: string;
  readonly extends?: string | readonly string[];
  readonly needs?: readonly string[];
  readonly script?: readonly string[];
  readonly environment?: { readonly name: string };
  readonly rules?: readonly { readonly when?: string }[];
};

const { stages, ...rest } = parse(readFileSync(join(root, '.gitlab-ci.yml'), 'utf8')) as Record<string, unknown>;
const named = rest as Record<string, Job>;
const keywords = ['variables', 'workflow', 'default'];
const jobs = Object.entries(named).filter(([name]) => !keywords.includes(name) && !name.startsWith('.'));

test('every job has a stage, what it extends and needs, and the files that it runs', () => {
  assert.deepEqual([...new Set(jobs.map(([, { stage }]) => stage))], stages);
  for (const [name, job] of jobs) {
    for (const other of [job.extends ?? [], job.needs ?? []].flat()) assert.ok(named[other], `${name} names ${other}`);
    for (const [, path = ''] of (job.script ?? []).join('\n').matchAll(/^(?:node )?((?:infra|\.ci)\/[\w./-]+)/gm))
      assert.ok(existsSync(join(root, path)), `${name} runs ${path}`);
  }
});

test('nothing but a person brings a version to production, or takes it back', () => {
  const there = jobs.filter(([, { environment }]) => environment?.name === 'production');
  assert.deepEqual(
    there.map(([name]) => name),
    ['deploy-production', 'rollback-production'],
  );
  for (const [name, job] of there) {
    const rules = [job, ...[job.extends ?? []].flat().map((other) => named[other])].flatMap((one) => one?.rules ?? []);
    assert.ok(rules.length > 0 && rules.every(({ when }) => when === 'manual'), name);
  }
});
