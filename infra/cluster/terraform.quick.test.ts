import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { root } from '#infra/local/cache-place.ts';
import { written } from './manifests.ts';

// Its own types bring the browser's along, and with them everything in Node would be checked against those.
const require = createRequire(import.meta.url);
const { parse } = require('@cdktf/hcl2json') as { parse: (name: string, text: string) => Promise<unknown> };

const folder = join(root, 'infra/terraform');

type Block = { readonly [argument: string]: unknown };
type Named = Readonly<Record<string, readonly Block[]>>;
type Terraform = {
  readonly variable: Named;
  readonly output: Named;
  readonly locals: readonly Block[];
  readonly resource: Readonly<Record<string, Named>>;
  readonly data: Readonly<Record<string, Named>>;
  readonly ephemeral: Readonly<Record<string, Named>>;
};

type Tree = { [name: string]: Tree | unknown[] };

/** The files as one: none says what another says. */
const joined = (into: Tree, from: Tree): void => {
  for (const [name, value] of Object.entries(from)) {
    const known = into[name];
    if (known === undefined) into[name] = value;
    else if (Array.isArray(known)) into[name] = [...known, ...(value as unknown[])];
    else joined(known, value as Tree);
  }
};

const read = async (): Promise<{ readonly all: Terraform; readonly text: string }> => {
  const all: Tree = {};
  const texts: string[] = [];
  for (const path of globSync('*.tf', { cwd: folder }).toSorted()) {
    const text = readFileSync(join(folder, path), 'utf8');
    texts.push(text.replaceAll(/^\s*#.*$/gm, ''));
    joined(all, (await parse(basename(path), text)) as Tree);
  }
  return { all: all as unknown as Terraform, text: texts.join('\n') };
};

const { all, text } = await read();

const only = (type: string, name: string): Block => {
  const [block, ...more] = all.resource[type]?.[name] ?? [];
  assert.ok(block && more.length === 0, `one ${type}.${name}`);
  return block;
};

test('every variable and output says what it is, and every variable is used', () => {
  for (const [name, [block]] of Object.entries(all.variable)) {
    assert.ok(block?.['type'] && block['description'], `variable ${name}`);
    assert.match(text, new RegExp(`\\bvar\\.${name}\\b`), `${name} is used`);
  }
  for (const [name, [block]] of Object.entries(all.output)) assert.ok(block?.['description'], `output ${name}`);
});

test('every reference leads to something', () => {
  for (const [, name = ''] of text.matchAll(/\bvar\.(\w+)/g)) assert.ok(all.variable[name], `var.${name}`);
  const locals = new Set(all.locals.flatMap((block) => Object.keys(block)));
  for (const [, name = ''] of text.matchAll(/\blocal\.(\w+)/g)) assert.ok(locals.has(name), `local.${name}`);
  const found = [...text.matchAll(/(?:\b(data|ephemeral)\.)?\b((?:aws|random|tls)_[a-z0-9_]+)\.(\w+)/g)];
  assert.ok(found.length > 100);
  for (const [reference, sort = 'resource', type = '', name = ''] of found)
    assert.ok(all[sort as 'resource' | 'data' | 'ephemeral'][type]?.[name], reference);
});

test('the manifests and this name the same things', () => {
  const documents = written().documents;
  const asked = documents.flatMap((document) =>
    document.kind === 'ExternalSecret' ? (document.spec?.data ?? []).map(({ remoteRef }) => remoteRef) : [],
  );
  const made = new Map(
    Object.entries(all.resource['aws_secretsmanager_secret'] ?? {}).map(([name, [secret]]) => [
      String(secret?.['name']),
      String(all.resource['aws_secretsmanager_secret_version']?.[name]?.[0]?.['secret_string_wo']),
    ]),
  );
  assert.ok(asked.length > 3);
  for (const { key, property = '' } of asked)
    assert.match(made.get(key) ?? '', new RegExp(`\\b${property}\\b`), `${key} holds ${property}`);
  const store = documents.find(({ kind }) => kind === 'SecretStore');
  assert.ok(JSON.stringify(store).includes(`"region":"${String(all.variable['region']?.[0]?.['default'])}"`));
  const [nodes] = documents.flatMap((document) => (document.kind === 'EC2NodeClass' ? [document.spec] : []));
  assert.equal(nodes?.role, only('aws_iam_role', 'node')['name']);
  const discovered = only('aws_ec2_tag', 'discovered_by_karpenter') as { key: string; value: string };
  for (const term of [...(nodes?.subnetSelectorTerms ?? []), ...(nodes?.securityGroupSelectorTerms ?? [])])
    assert.equal(term.tags?.[discovered.key], discovered.value);
});

test('nothing is open that need not be, and no secret of the product is in the state', () => {
  const bucket = only('aws_s3_bucket_public_access_block', 'backups');
  for (const what of ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'])
    assert.equal(bucket[what], true, what);
  const cache = only('aws_elasticache_replication_group', 'this');
  assert.equal(cache['transit_encryption_enabled'], true);
  assert.match(String(cache['auth_token']), /random_password/);
  for (const [name, [rule]] of Object.entries(all.resource['aws_vpc_security_group_ingress_rule'] ?? {}))
    assert.ok(
      rule?.['referenced_security_group_id'] && !rule['cidr_ipv4'],
      `${name}: from a group, not from addresses`,
    );
  for (const [version] of Object.values(all.resource['aws_secretsmanager_secret_version'] ?? {}))
    assert.equal(version?.['secret_string'], undefined);
  assert.equal(all.variable['database_url']?.[0]?.['ephemeral'], true);
});

test('the costs add up', () => {
  const rows = readFileSync(join(folder, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll(/[*,]/g, '').trim()),
    );
  const at = (name: string): number => rows.findIndex(([first]) => first === name);
  const numbers = (name: string): number[] =>
    (rows[at(name)] ?? []).slice(1).map((cell) => Number(cell.replace('−', '-').replace(' %', '')));
  const sums = numbers('together');
  for (const [column, sum] of sums.entries()) {
    const parts = rows.slice(at('EKS the control plane'), at('together')).map((row) => Number(row[column + 1]));
    assert.equal(
      parts.reduce((one, two) => one + two),
      sum,
    );
    assert.equal(numbers('in rupees at 85')[column], sum * 85);
    const tenants = Number(rows[0]?.[column + 1]?.split(' ')[0]);
    assert.equal(numbers('a tenant in dollars')[column], Math.round(sum / tenants));
    const revenue = numbers('revenue at ₹2500 a tenant')[column] ?? 0;
    assert.equal(revenue, tenants * 2_500);
    assert.equal(numbers('margin')[column], Math.round((1 - (sum * 85) / revenue) * 100));
  }
  assert.equal(sums.length, 4);
});

const formatted = spawnSync('terraform', ['fmt', '-check', '-diff', folder], { encoding: 'utf8' });

test(
  'it is formatted as Terraform formats',
  { skip: formatted.error !== undefined && 'there is no terraform here that would say' },
  () => assert.equal(formatted.status, 0, formatted.stdout),
);
