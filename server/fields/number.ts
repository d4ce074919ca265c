import type { Column, Order } from './column.ts';

const whole = (column: string): Order => ({
  expression: column,
  type: 'bigint',
  last: `'9223372036854775807'`,
  first: `'-9223372036854775808'`,
});

const fraction = (column: string): Order => ({
  expression: column,
  type: 'double precision',
  last: `'Infinity'`,
  first: `'-Infinity'`,
});

export const number: Column = {
  type: ({ integer }) => (integer ? 'bigint' : 'double precision'),
  read: Number,
  order: (column, { integer }) => (integer ? whole(column) : fraction(column)),
};

export const money: Column = { type: () => 'bigint', read: Number, order: whole };
