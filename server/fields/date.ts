import type { Column } from './column.ts';

export const date: Column = {
  type: () => 'date',
  order: (column) => ({ expression: column, type: 'date', last: `'infinity'`, first: `'-infinity'` }),
};

export const dateTime: Column = {
  type: () => 'timestamptz(3)',
  read: (stored) => (stored instanceof Date ? stored : new Date(String(stored))).toISOString(),
  order: (column) => ({ expression: column, type: 'timestamptz', last: `'infinity'`, first: `'-infinity'` }),
};
