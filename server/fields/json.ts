import type { Column } from './column.ts';

export const json: Column = {
  type: () => 'jsonb',
  // An empty list is as empty here as it is in JavaScript.
  empty: (column) => `(${column} is null or ${column} = '[]'::jsonb)`,
};
