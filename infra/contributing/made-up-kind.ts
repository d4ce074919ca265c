/** The three files of a made-up kind of field, and a test of what should follow from them, as a copy of the repository gets them. */
export const kindFiles: { readonly [path: string]: string } = {
  'shared-types/fields/stars.ts': `import { InvalidValue, factory } from './field.ts';
import { ordering } from './operators.ts';

/** One to five stars. */
export const stars = factory<number>({
  name: 'stars',
  operators: ordering,
  range: true,
  facet: 'value',
  sum: true,
  parse: (input) => {
    if (typeof input !== 'number' || ![1, 2, 3, 4, 5].includes(input)) throw new InvalidValue('should be one to five stars');
    return input;
  },
  parseText: (text) => (/^★{1,5}$/.test(text.trim()) ? text.trim().length : text),
  formatText: (value) => '★'.repeat(value),
  parseAddress: (text) => Number(text),
  sortKey: (value) => value,
  schema: () => ({ type: 'integer', minimum: 1, maximum: 5, description: 'Stars.' }),
  samples: () => [1, 2, 3, 4, 5],
});
`,
  'server/fields/stars.ts': `import type { Column } from './column.ts';

export const stars: Column = {
  type: () => 'smallint',
  order: (column) => ({ expression: column, type: 'smallint', last: '32767', first: '-1' }),
};
`,
  'client/fields/stars.tsx': `import { type JSX } from 'solid-js';
import { PresenceFilter, PresenceLabel } from './presence-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <input
    id={props.id}
    type="range"
    min="1"
    max="5"
    aria-label={props.label}
    value={Number(props.value ?? 1)}
    onInput={(event) => props.onChange(Number(event.currentTarget.value))}
  />
);

const Cell = (props: CellProps): JSX.Element => <span>{'★'.repeat(Number(props.value))}</span>;

export const stars: KindView = {
  Input,
  Cell,
  FilterEditor: PresenceFilter,
  FilterLabel: PresenceLabel,
  column: { width: 90, grow: 0 },
};
`,
  'server/records/stars.test.ts': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productCatalog } from '#shared/modules/index.ts';
import { tenantEndpoints } from '#server/http/endpoints.ts';
import { openApi } from '#server/http/openapi/document.ts';
import { world } from '#server/testing/world.ts';

test('siteVisits: what a kind says of itself is all that it takes', async (t) => {
  const w = await world(t, { also: ['general'] });
  const manager = await w.staffOf('manager');
  const add = (visitCode: string, order: number, rating: unknown) =>
    manager.request('POST', '/site-visits', { visitCode, order, rating });
  for (const [code, order, rating] of [['A', 101, 4], ['B', 102, 2], ['C', 103, null], ['D', 104, 4]] as const)
    assert.equal((await add(code, order, rating)).status, 201);
  const refused = await add('E', 105, 9);
  assert.equal(refused.body.error?.message, 'Rating should be one to five stars.');

  const codes = async (query: string) =>
    ((await manager.request('GET', '/site-visits?' + query)).body.data as { visitCode: string }[]).map((one) => one.visitCode);
  assert.deepEqual(await codes('rating[gte]=3&sort=order'), ['A', 'D']);
  assert.deepEqual(await codes('sort=rating,order'), ['B', 'A', 'D', 'C']);
  const facets = await manager.request('GET', '/site-visits/facets?by=rating&measures=sum:rating');
  assert.deepEqual((facets.body.data as unknown[]).map((row) => JSON.stringify(row)).toSorted(), ['[2,1,2]', '[4,2,8]', '[null,1,null]']);

  const exported = String((await manager.request('GET', '/site-visits/export?sort=order')).body.data);
  assert.match(exported, /^A,.*★★★★/m);
  const started = await manager.request('POST', '/site-visits/import', 'Code,Order,Rating\\nF,106,★★★\\n', { 'content-type': 'text/csv' });
  assert.equal(started.status, 202, JSON.stringify(started.body));
  const client = await manager.connect();
  while ((await codes('rating=3')).length === 0) await client.get('siteVisits', []);

  const documented = JSON.stringify(openApi('G', '/g/api/v1', tenantEndpoints, productCatalog));
  assert.match(documented, /"rating":.{0,120}"description":"Stars."/);
});
`,
};

/** The lines that name the kind on either side. */
export const kindLists: readonly { readonly path: string; readonly anchor: RegExp; readonly lines: string }[] = [
  {
    path: 'server/fields/columns.ts',
    anchor: /^import \{ text \} from '.\/text.ts';$/m,
    lines: `import { stars } from './stars.ts';\n$&`,
  },
  { path: 'server/fields/columns.ts', anchor: /^ {2}url,$/m, lines: '$&\n  stars,' },
  {
    path: 'client/fields/view-of.ts',
    anchor: /^import \{ text \} from '.\/text.tsx';$/m,
    lines: `import { stars } from './stars.tsx';\n$&`,
  },
  { path: 'client/fields/view-of.ts', anchor: /^ {2}url,$/m, lines: '$&\n  stars,' },
];
