import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPage } from './client-files.ts';

const pages = [
  '/',
  '/platform',
  '/platform/',
  '/platform/tenants',
  '/smiles',
  '/smiles/',
  '/smiles/rs-puram',
  '/smiles/login',
  '/smiles/leads/0199-x',
];
const others = [
  '/smiles/api',
  '/smiles/api/v1/leads',
  '/platform/api/v1/x',
  '/assets/x',
  '/assets',
  '/smiles/app.js',
  '/favicon.ico',
  '/smiles/socket.io/',
  '/.env',
  '/Smiles/',
  '/%2e%2e/',
];

for (const path of pages) {
  test(`${path} is a page of the client`, () => {
    assert.ok(isPage('GET', path));
    assert.ok(isPage('HEAD', path));
    assert.ok(!isPage('POST', path));
  });
}

for (const path of others) test(`${path} is none`, () => assert.ok(!isPage('GET', path)));
