import { spelled } from './text.ts';

export const reference = spelled;
