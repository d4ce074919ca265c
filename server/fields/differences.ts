import type { Column } from './column.ts';

export const differences: Column = {
  type: () => 'jsonb',
  empty: (column) => `(${column} is null or ${column} = '[]'::jsonb)`,
};
