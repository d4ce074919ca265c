import type { Column } from './column.ts';

export const choice: Column = {
  type: () => 'text',
  // Choices sort in the order in which they are defined; adding one at the end keeps every index valid.
  order: (column, field) => ({
    expression: `array_position(array[${(field.choices ?? []).map((c) => `'${c.value}'`).join(', ')}]::text[], ${column})`,
    type: 'integer',
    last: '2147483647',
    first: '0',
  }),
};

export const multiChoice: Column = { type: () => 'text[]' };
