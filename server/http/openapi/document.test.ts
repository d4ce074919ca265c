import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { catalogOf, collections, modulesOf, productCatalog } from '#shared/modules/index.ts';
import { endpointsOf, tenantEndpoints } from '#server/http/endpoints.ts';
import { componentName } from '#server/http/schemas.ts';
import { openApi } from './document.ts';
import { apiPage } from './page.ts';

type Tree = { readonly [key: string]: unknown };
type Operation = { operationId: string; parameters: { name: string; in: string }[]; requestBody?: unknown };

const document = openApi('Smiles API', '/smiles/api/v1', tenantEndpoints, productCatalog) as Tree & {
  paths: { [path: string]: { [method: string]: Operation } };
  components: { schemas: Tree; responses: Tree };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('it is JSON, and every reference in it leads somewhere', () => {
  const text = JSON.stringify(document);
  for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = path.split('/').reduce<unknown>((at, key) => (at as Tree | undefined)?.[key], document);
    assert.ok(found, path);
  }
});

test('operations have names of their own, and say the parameters of their paths', () => {
  assert.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, operations.length);
  for (const { path, operation } of operations) {
    const named = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    assert.deepEqual(
      named,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      path,
    );
    assert.doesNotMatch(path, /:/);
    const all = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    assert.equal(new Set(all).size, all.length, path);
  }
});

test('every command of every collection is in it', () => {
  const written = operations.filter(({ method }) => method !== 'get').length;
  assert.ok(written >= productCatalog.commands().length);
  for (const definition of collections)
    assert.ok(document.components.schemas[componentName(definition)], definition.name);
  const names = collections.map(componentName);
  assert.equal(new Set(names).size, names.length);
});

test('the endpoints that both specifications list are there', () => {
  const listed = [
    'post /auth/login',
    'post /auth/logout',
    'get /auth/me',
    'get /leads',
    'post /leads',
    'get /leads/{id}',
    'patch /leads/{id}',
    'delete /leads/{id}',
    'get /leads/tbd',
    'post /leads/{id}/assign',
    'get /leads/export',
    'get /leads/{id}/history',
    'get /users',
    'post /users',
    'patch /users/{id}',
    'delete /users/{id}',
    'get /clinics',
    'post /clinics',
    'patch /clinics/{id}',
    'get /contacts',
    'post /contacts',
    'get /contacts/{id}',
    'put /contacts/{id}',
    'delete /contacts/{id}',
    'post /contacts/import',
    'post /contacts/export',
  ];
  const there = new Set(operations.map(({ method, path }) => `${method} ${path}`));
  assert.deepEqual(
    listed.filter((endpoint) => !there.has(endpoint)),
    [],
  );
});

test('a plan without a module has nothing of it', () => {
  const catalog = catalogOf(modulesOf('dental'));
  const text = JSON.stringify(openApi('Smiles API', '/smiles/api/v1', endpointsOf(catalog), catalog));
  assert.doesNotMatch(text, /contacts/);
  assert.match(text, /\/leads/);
});

test('the page needs no script, and nothing from elsewhere', () => {
  const page = apiPage('<Smiles> & "Sons"', '/smiles/api/v1', tenantEndpoints);
  assert.doesNotMatch(page, /<script|<link|https?:\/\/|<Smiles>| on\w+=/);
  assert.match(page, /&lt;Smiles&gt; &amp; &quot;Sons&quot;/);
  for (const { path } of tenantEndpoints) assert.ok(page.includes(`<code>${path}</code>`), path);
});

test('an outside linter finds nothing to say about it', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const found = await lintFromString({ source: JSON.stringify(document), config });
  assert.deepEqual(
    found.map(({ ruleId, message }) => `${ruleId}: ${message}`),
    [],
  );
});

test('beside each address stands what the same is over a socket', () => {
  const page = apiPage('Smiles', '/smiles/api/v1', tenantEndpoints);
  for (const command of productCatalog.commands())
    assert.ok(page.includes(`name: &quot;${command.name}&quot;`), command.name);
  for (const definition of collections)
    assert.ok(page.includes(`<code>query</code> <code>{ collection: &quot;${definition.name}&quot;`), definition.name);
  assert.match(page, /leads\.assign&quot;, args: \{ id, clinicId\??, reason\? \}/);
});
