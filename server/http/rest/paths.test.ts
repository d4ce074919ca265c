import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contactAttempts } from '#shared/modules/contact-attempts.ts';
import { leadStatusHistory } from '#shared/modules/lead-status-history.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { leads } from '#shared/modules/leads.ts';
import { notes } from '#shared/modules/notes.ts';
import { tenantEndpoints } from '#server/http/endpoints.ts';
import { pathOf } from '#shared/rest-path.ts';
import { childIdName, childName } from './paths.ts';

test('a collection is at its name in kebab-case, a child below its parent', () => {
  assert.equal(pathOf(leadStatusHistory), '/lead-status-history');
  assert.deepEqual(productCatalog.childrenOf(leads), [leadStatusHistory, contactAttempts, notes]);
  assert.equal(childName(notes, productCatalog.childrenOf(leads)), 'notes');
  assert.equal(childIdName(notes), 'noteId');
  assert.equal(childName(contactAttempts, productCatalog.childrenOf(leads)), 'attempts');
  assert.equal(childName(leadStatusHistory, [leadStatusHistory]), 'history');
});

test('two children of the same last word are called in full', () => {
  const callHistory = { ...leadStatusHistory, name: 'leadCallHistory' };
  assert.equal(childName(leadStatusHistory, [leadStatusHistory, callHistory]), 'lead-status-history');
});

test('no endpoint hides behind another', () => {
  const seen = new Set<string>();
  for (const { method, path } of tenantEndpoints) {
    assert.ok(!seen.has(`${method} ${path}`), `${method} ${path} is there twice`);
    seen.add(`${method} ${path}`);
    for (const general of tenantEndpoints) {
      if (general.path === path) break;
      const pattern = new RegExp(`^${general.path.replaceAll(/:\w+/g, '[^/]+')}$`);
      assert.ok(
        general.method !== method || !pattern.test(path),
        `${method} ${path} is never reached: ${general.path} comes first`,
      );
    }
  }
});
