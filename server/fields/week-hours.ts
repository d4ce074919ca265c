import { json } from './json.ts';

export const weekHours = json;
