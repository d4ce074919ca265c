import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { validate, ValidationSeverity } from 'dockerfile-utils';
import { parse } from 'yaml';
import { root } from '#infra/local/cache-place.ts';

type Service = {
  readonly image: string;
  readonly build?: unknown;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[] | { readonly [name: string]: unknown };
  readonly network_mode?: string;
  readonly environment?: { readonly [name: string]: string };
  readonly depends_on?: { readonly [name: string]: unknown };
};

type Compose = {
  readonly services: { readonly [name: string]: Service };
  readonly volumes: { readonly [name: string]: unknown };
};

const textOf = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const compose = parse(textOf('docker-compose.yml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const networksOf = ({ networks = [] }: Service): readonly string[] =>
  Array.isArray(networks) ? (networks as readonly string[]) : Object.keys(networks);

test('the compose file is what the specification says, without a word that it does not know', () => {
  // The schema of github.com/compose-spec/compose-spec (Apache-2.0), commit 170098b.
  const schema = JSON.parse(textOf('infra', 'docker', 'compose-spec.json')) as { $schema?: string };
  // Ajv knows the draft under its older name.
  const check = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile({
    ...schema,
    $schema: 'http://json-schema.org/draft-07/schema#',
  });
  check(compose);
  assert.deepEqual(check.errors, null);
  check({ services: { app: { image: 'x', read_onyl: true } } });
  assert.notEqual(check.errors, null, 'it would see a misspelt word');
});

test('it has what a product takes, and what is for one occasion only is in a profile', () => {
  assert.deepEqual(
    services.filter(([, { profiles }]) => !profiles).map(([name]) => name),
    ['setup', 'postgres', 'redis', 'app-1', 'app-2', 'worker', 'nginx'],
  );
  assert.deepEqual(
    services.filter(([, { profiles }]) => profiles).map(([name, { profiles = [] }]) => `${profiles.join()}: ${name}`),
    ['development: mail', 'production: backup', 'production: certificate'],
  );
});

test('nothing has more rights than it needs', () => {
  for (const [name, service] of services) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.equal(service.privileged, undefined, name);
    const isRoot = (service.user ?? '0').startsWith('0') && service.build === undefined;
    assert.equal(isRoot, ['setup', 'certificate'].includes(name), `${name} is ${isRoot ? '' : 'not '}root`);
    assert.equal(service.cap_add !== undefined, isRoot, name);
  }
});

test('only nginx is reached from outside this machine, and databases from nowhere but the product', () => {
  const open = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:')));
  assert.deepEqual(
    open.map(([name]) => name),
    ['nginx'],
  );
  for (const name of ['postgres', 'redis', 'backup'])
    assert.deepEqual(networksOf(compose.services[name] ?? { image: '' }), ['data'], name);
  assert.ok(!networksOf(compose.services['nginx'] ?? { image: '' }).includes('data'));
});

test('secrets are in files, of a volume that those in front of the product do not have', () => {
  for (const [name, { environment = {}, volumes = [] }] of services) {
    for (const [variable, value] of Object.entries(environment))
      if (/PASSWORD|SECRET|TOKEN|DATABASE_URL|REDIS_URL/.test(variable))
        assert.match(`${variable}=${value}`, /_FILE=\/secrets\//, name);
    const holds = volumes.some((volume) => volume.startsWith('secrets:'));
    assert.equal(holds, !['nginx', 'mail', 'certificate'].includes(name), name);
  }
});

test('every volume and every file that is named is there', () => {
  for (const [name, { volumes = [] }] of services)
    for (const volume of volumes) {
      const [from = ''] = volume.split(':');
      if (from.startsWith('./')) assert.ok(textOrFolder(from), `${name}: ${from}`);
      else assert.ok(from in compose.volumes, `${name}: ${from}`);
    }
});

const textOrFolder = (path: string): boolean => path === './infra/nginx' || textOf(path) !== '';

test('the Dockerfile has no fault, and does not end as root', () => {
  const dockerfile = textOf('infra', 'docker', 'Dockerfile');
  const faults = validate(dockerfile, { deprecatedMaintainer: ValidationSeverity.ERROR });
  assert.deepEqual(
    faults.map(({ message, range }) => `${range.start.line + 1}: ${JSON.stringify(message)}`),
    [],
  );
  assert.match(dockerfile, /^USER 10001:10001$/m);
  assert.ok(validate('FORM x\n').length > 0, 'it would see a misspelt word');
});
