import type { Column } from './column.ts';

export const id: Column = {
  type: () => 'uuid',
  order: (column) => ({
    expression: column,
    type: 'uuid',
    last: `'ffffffff-ffff-ffff-ffff-ffffffffffff'`,
    first: `'00000000-0000-0000-0000-000000000000'`,
  }),
};
