import type { Column } from './column.ts';
import { spelled } from './text.ts';

export const reference: Column = {
  ...spelled,
  pointing: (to, id) => [{ sign: '=', type: 'text', value: `${to}/${id}` }],
};
