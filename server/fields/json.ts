import type { Column } from './column.ts';

export const json: Column = { type: () => 'jsonb' };
