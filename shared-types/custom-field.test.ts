import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameForLabel } from './custom-field.ts';

test('a name for the API follows from any label in Latin letters', () => {
  for (const [label, name] of [
    ['Insurance name', 'insuranceName'],
    ['2 Wheeler', 'wheeler'],
    ['1 Year plan', 'yearPlan'],
    ['3rd party', 'rdParty'],
    ['Café', 'cafe'],
    ['காப்பீடு', ''],
    ['2026', ''],
  ] as const)
    assert.equal(nameForLabel(label), name, label);
});
