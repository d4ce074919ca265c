import { json } from './json.ts';

export const rows = json;
