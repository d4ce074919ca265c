import type { Column } from './column.ts';

export const choices: Column = { type: () => 'jsonb' };
