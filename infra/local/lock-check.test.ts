import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingFromLock } from './lock-check.ts';

const tool = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' } };
const there = { version: '1.0.0' };

const cases = [
  ['complete', { 'node_modules/tool': tool, 'node_modules/tool-linux': there, 'node_modules/tool-mac': there }, []],
  [
    'one platform left out',
    { 'node_modules/tool': tool, 'node_modules/tool-linux': there },
    ['tool-mac@1.0.0, wanted by node_modules/tool'],
  ],
  [
    'found below the package that asks, and above it',
    {
      'node_modules/a/node_modules/tool': tool,
      'node_modules/a/node_modules/tool/node_modules/tool-linux': there,
      'node_modules/tool-mac': there,
    },
    [],
  ],
  [
    'the project itself asks',
    { '': tool, 'node_modules/tool-linux': there },
    ['tool-mac@1.0.0, wanted by this project'],
  ],
] as const;

for (const [name, packages, missing] of cases) {
  test(`the lock is checked for every platform: ${name}`, () => assert.deepEqual(missingFromLock(packages), missing));
}
