import type { Field, KindName } from '#shared/fields/field.ts';

/** How each kind of field is stored: its column, its way back to a value, and what SQL sorts it by. */
type ColumnKind = {
  readonly type: (field: Field) => string;
  /** From what the database (or `to_jsonb`) gives to the value; never called with null. */
  readonly read?: (stored: unknown) => unknown;
  /** An expression that orders as `sortKey` does, and what stands in it for an empty value so that empties come last. */
  readonly order?: (
    column: string,
    field: Field,
  ) => { readonly expression: string; readonly type: string; readonly last: string; readonly first: string };
};

/** Lower case as JavaScript makes it; "C" compares by code point, as `compareText` does. */
export const lowered = (column: string): string => `lower(${column} collate "und-x-icu") collate "C"`;

const textual: ColumnKind = {
  type: () => 'text',
  order: (column) => ({ expression: lowered(column), type: 'text', last: `'\u{10ffff}'`, first: `''` }),
};

const plainText: ColumnKind = {
  type: () => 'text',
  order: (column) => ({ expression: `${column} collate "C"`, type: 'text', last: `'\u{10ffff}'`, first: `''` }),
};

const uuid: ColumnKind = {
  type: () => 'uuid',
  order: (column) => ({
    expression: column,
    type: 'uuid',
    last: `'ffffffff-ffff-ffff-ffff-ffffffffffff'`,
    first: `'00000000-0000-0000-0000-000000000000'`,
  }),
};

const big: ColumnKind = {
  type: () => 'bigint',
  read: Number,
  order: (column) => ({
    expression: column,
    type: 'bigint',
    last: `'9223372036854775807'`,
    first: `'-9223372036854775808'`,
  }),
};

const list = (type: string): ColumnKind => ({ type: () => `${type}[]` });

export const columnKinds: Record<KindName, ColumnKind> = {
  id: uuid,
  link: uuid,
  links: list('uuid'),
  text: textual,
  longText: textual,
  phone: plainText,
  email: plainText,
  number: {
    type: (field) => (field.integer ? 'bigint' : 'double precision'),
    read: Number,
    order: (column, field) =>
      field.integer && big.order
        ? big.order(column, field)
        : { expression: column, type: 'double precision', last: `'Infinity'`, first: `'-Infinity'` },
  },
  money: big,
  choice: {
    type: () => 'text',
    // Choices sort in the order in which they are defined; adding one at the end keeps every index valid.
    order: (column, field) => ({
      expression: `array_position(array[${(field.choices ?? []).map((c) => `'${c.value}'`).join(', ')}]::text[], ${column})`,
      type: 'integer',
      last: '2147483647',
      first: '0',
    }),
  },
  multiChoice: list('text'),
  boolean: {
    type: () => 'boolean',
    order: (column) => ({ expression: `(${column})::int`, type: 'integer', last: '2', first: '-1' }),
  },
  date: {
    type: () => 'date',
    order: (column) => ({ expression: column, type: 'date', last: `'infinity'`, first: `'-infinity'` }),
  },
  dateTime: {
    type: () => 'timestamptz(3)',
    read: (stored) => (stored instanceof Date ? stored : new Date(String(stored))).toISOString(),
    order: (column) => ({ expression: column, type: 'timestamptz', last: `'infinity'`, first: `'-infinity'` }),
  },
  json: { type: () => 'jsonb' },
};

const spelled = new Map<string, string>();

/** A name as the database spells it. Asked for with every record that is written, so it is worked out once. */
export const snake = (name: string): string => {
  const known = spelled.get(name);
  if (known !== undefined) return known;
  const result = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  spelled.set(name, result);
  return result;
};
