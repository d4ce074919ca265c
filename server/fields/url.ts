import { text } from './text.ts';

export const url = text;
