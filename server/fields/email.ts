import type { Column } from './column.ts';
import { spelled } from './text.ts';

export const email: Column = {
  ...spelled,
  titles: {
    suffixes: ['address', 'ID'],
    others: [
      'mail',
      'email address',
      'email ID',
      'user email',
      'primary email',
      'secondary email',
      'work email',
      'email work',
      'personal email',
      'email home',
      'email other',
      'business email',
    ],
  },
};
