import { spelled } from './text.ts';

export const email = spelled;
