import { spelled } from './text.ts';

export const phone = spelled;
