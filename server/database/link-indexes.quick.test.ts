import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productCatalog } from '#shared/modules/index.ts';
import { indexesOf, quotedColumn } from './schema.ts';

test('who points at a record is found by an index, for it is asked while everyone waits', () => {
  const { collections, rules } = productCatalog;
  const links = collections.flatMap((target) => rules.linksTo(target));
  const many = links.filter(({ collection }) => !collection.internal && !collection.supporting);
  assert.ok(many.length > 8);
  for (const { collection, field } of many)
    assert.ok(
      indexesOf(collection).some(({ expression }) => expression.includes(` (${quotedColumn(field)}`)),
      `${collection.name}.${field}`,
    );
});
