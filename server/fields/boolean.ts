import type { Column } from './column.ts';

export const boolean: Column = {
  type: () => 'boolean',
  order: (column) => ({ expression: `(${column})::int`, type: 'integer', last: '2', first: '-1' }),
};
