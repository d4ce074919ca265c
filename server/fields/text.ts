import type { Column } from './column.ts';

/** Lower case as JavaScript makes it. */
const lowered = (column: string): string => `lower(${column} collate "und-x-icu")`;

/** As `sortable` of shared-types makes it. */
const sorted = (column: string): string => `sortable(${column})`;

export const text: Column = {
  type: () => 'text',
  // "C" compares by code point, as `compareText` does.
  order: (column) => ({
    expression: `${sorted(column)} collate "C"`,
    type: 'text',
    last: `'\u{10ffff}'`,
    first: `''`,
  }),
  lowered,
  // Case and accents do not make another name of it. As `fold` of shared-types has it.
  distinct: (column) => `folded(${column})`,
};

/** Text that is stored in one spelling: compared as it is. */
export const spelled: Column = {
  type: () => 'text',
  order: (column) => ({ expression: `${column} collate "C"`, type: 'text', last: `'\u{10ffff}'`, first: `''` }),
};
