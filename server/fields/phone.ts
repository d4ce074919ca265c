import type { Column } from './column.ts';
import { spelled } from './text.ts';

export const phone: Column = {
  ...spelled,
  titles: {
    suffixes: ['number', 'no'],
    others: [
      'mobile',
      'mobile number',
      'mobile no',
      'mobile phone',
      'phone number',
      'user phone',
      'contact number',
      'contact no',
      'WhatsApp number',
      'telephone',
      'tel',
      'cell',
      'cell phone',
      'primary phone',
      'business phone',
      'work phone',
      'phone work',
      'home phone',
      'phone home',
      'phone mobile',
      'other phone',
      'phone other',
      'company main phone',
    ],
  },
};
