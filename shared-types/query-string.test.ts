import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { collection, type AnyRecord } from './collection.ts';
import { boolean } from './fields/boolean.ts';
import { choice, multiChoice } from './fields/choice.ts';
import { date } from './fields/date.ts';
import { number } from './fields/number.ts';
import { text } from './fields/text.ts';
import { compileFilter, parseFilter, type Filter } from './filter.ts';
import { formatQuery, formatQueryFilter, parseListQuery, parseQuery, parseQueryFilter } from './query-string.ts';
import { Refusal } from './refusal.ts';

const things = collection({
  name: 'things',
  label: { one: 'Thing', many: 'Things' },
  suites: ['general'],
  icon: 'box',
  fields: {
    name: text({ label: 'Name', search: true }),
    sort: text({ label: 'Named like a parameter' }),
    state: choice({
      label: 'State',
      choices: [
        { value: 'new', label: 'New' },
        { value: 'old', label: 'Old' },
        { value: 'none', label: 'None' },
      ],
    }),
    tags: multiChoice({ label: 'Tags' }),
    size: number({ label: 'Size' }),
    due: date({ label: 'Due' }),
    done: boolean({ label: 'Done' }),
  },
  title: ['name'],
  scopes: [],
  access: {},
  sorts: [
    { label: 'Name', by: ['name'] },
    { label: 'Size', by: ['size'], descending: true },
  ],
  filters: [],
  list: ['name'],
  form: [],
});

const moment = { now: '2026-11-21T06:00:00.000Z', today: '2026-11-21', timeZone: 'Asia/Kolkata', me: 'me' };

const read = (address: string): Filter => parseQueryFilter(parseQuery(address), things);
const write = (filter: Filter): string => formatQuery(formatQueryFilter(filter, things));

const spoken: readonly [address: string, filter: Filter][] = [
  ['', { all: [] }],
  ['state=new', { field: 'state', op: 'eq', value: 'new' }],
  ['state=new,old', { field: 'state', op: 'in', value: ['new', 'old'] }],
  ['state=none', { field: 'state', op: 'empty' }],
  [String.raw`state=%5Cnone`, { field: 'state', op: 'eq', value: 'none' }],
  [
    'state=none,new',
    {
      any: [
        { field: 'state', op: 'empty' },
        { field: 'state', op: 'eq', value: 'new' },
      ],
    },
  ],
  ['state[ne]=new', { field: 'state', op: 'ne', value: 'new' }],
  ['state[ne]=none', { field: 'state', op: 'notEmpty' }],
  ['tags=a,b', { field: 'tags', op: 'has', value: ['a', 'b'] }],
  ['tags[ne]=a', { not: { field: 'tags', op: 'has', value: ['a'] } }],
  ['size[lt]=5', { field: 'size', op: 'lt', value: 5 }],
  [
    'size[gte]=1&size[lt]=5',
    {
      all: [
        { field: 'size', op: 'gte', value: 1 },
        { field: 'size', op: 'lt', value: 5 },
      ],
    },
  ],
  ['due[lte]=today%2B3', { field: 'due', op: 'lte', value: 'today+3' }],
  ['done=true', { field: 'done', op: 'eq', value: true }],
  ['name[contains]=a,b', { field: 'name', op: 'contains', value: 'a,b' }],
  ['q=meena+k', { search: 'meena k' }],
  ['sort[eq]=x', { field: 'sort', op: 'eq', value: 'x' }],
];

for (const [address, filter] of spoken) {
  test(`an address and its filter say the same: ?${address}`, () => {
    assert.deepEqual(read(address), filter);
    assert.equal(write(filter), address);
  });
}

test('what people also write is understood', () => {
  assert.deepEqual(read('state=new&state=old'), read('state=new,old'));
  assert.deepEqual(read('due[lte]=today+3'), { field: 'due', op: 'lte', value: 'today+3' });
  assert.deepEqual(read('state[empty]=true'), { field: 'state', op: 'empty' });
  assert.deepEqual(read('state[empty]=false'), { field: 'state', op: 'notEmpty' });
  assert.deepEqual(read('?filter={"field":"size","op":"gt","value":2}'), { field: 'size', op: 'gt', value: 2 });
});

const refused = [
  'colour=red',
  'state=newish',
  'state=',
  'size[lt]=big',
  'size[about]=3',
  'filter={',
  'filter={"field":"x"}',
  'q=a&q=b',
  '__proto__=1',
  'done=perhaps',
  'tags[lt]=a',
];

for (const address of refused) {
  test(`refused with the name at fault: ?${address}`, () => {
    assert.throws(
      () => read(address),
      (error) => error instanceof Refusal && error.code === 'VALIDATION_ERROR' && Boolean(error.details?.field),
    );
  });
}

test('a broken percent sign is a bad request', () => {
  assert.throws(
    () => parseQuery('name=%E0%A4%A'),
    (error) => error instanceof Refusal && error.code === 'BAD_REQUEST',
  );
});

test('a list has bounds and a known sort', () => {
  const list = (address: string): unknown => parseListQuery(parseQuery(address), things);
  assert.deepEqual(list('sort=-size&limit=200&count=true&cursor=abc'), {
    filter: { all: [] },
    sort: things.sorts[1],
    limit: 200,
    cursor: 'abc',
    page: null,
    count: true,
    fields: null,
  });
  const { filter: _filter, sort: _sort, ...numbered } = list('page=3&perPage=20') as { filter: object; sort: object };
  assert.deepEqual(numbered, { limit: 20, cursor: null, page: 3, count: true, fields: null });
  const wrong = ['limit=0', 'limit=201', 'limit=x', 'sort=colour', 'count=maybe', 'limit=5&limit=6'];
  const wrongPages = ['page=0', 'page=1&cursor=abc', 'perPage=2&limit=2', 'perPage=201', 'page=51&perPage=200'];
  for (const address of [...wrong, ...wrongPages]) assert.throws(() => list(address), Refusal, address);
});

const word = fc.oneof(
  fc.constantFrom('none', 'a', 'a,b', '\\', 'x&y=z', '100%', 'தமிழ்', '😀', '+1', 'today'),
  fc.string({ minLength: 1, maxLength: 6 }).filter((s) => s.trim() !== ''),
);
const values = {
  name: word,
  sort: word,
  state: fc.constantFrom('new', 'old', 'none'),
  tags: word,
  size: fc.integer({ min: -3, max: 3 }),
  due: fc.constantFrom('2026-11-20', '2026-11-21', 'today-1', 'today'),
  done: fc.boolean(),
};

const condition = fc.constantFrom(...(Object.keys(values) as (keyof typeof values)[])).chain((field) => {
  const { operators } = things.fields[field].kind;
  return fc.constantFrom(...operators).chain((op) => {
    const one: fc.Arbitrary<unknown> = values[field];
    const value = op === 'in' || op === 'notIn' || op === 'has' ? fc.array(one, { maxLength: 3 }) : one;
    return value.map((held) => (op === 'empty' || op === 'notEmpty' ? { field, op } : { field, op, value: held }));
  });
});

const { filter: anyFilter } = fc.letrec<{ filter: unknown }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'filter' },
    condition,
    fc.record({ search: word }),
    fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

const someRecord = fc.record({
  name: fc.option(word),
  sort: fc.option(word),
  state: fc.option(values.state),
  tags: fc.array(word, { maxLength: 2 }),
  size: fc.option(values.size),
  due: fc.option(fc.constantFrom('2026-11-20', '2026-11-21')),
  done: fc.option(fc.boolean()),
});

test('every filter survives the way through an address', () => {
  fc.assert(
    fc.property(anyFilter, fc.array(someRecord, { minLength: 1, maxLength: 8 }), (input, records) => {
      let filter: Filter;
      try {
        filter = parseFilter(input, things);
      } catch (error) {
        fc.pre(!(error instanceof Refusal));
        throw error;
      }
      const address = write(filter);
      const back = read(address);
      assert.equal(write(back), address, 'an address that is read and written again stays as it was');
      const before = compileFilter(filter, things, moment);
      const after = compileFilter(back, things, moment);
      for (const record of records as unknown as AnyRecord[])
        assert.equal(after(record), before(record), `${address} ${JSON.stringify(record)}`);
    }),
    { numRuns: 2000 },
  );
});

test('any text at all is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (address) => {
      try {
        parseListQuery(parseQuery(address.toWellFormed()), things);
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});
