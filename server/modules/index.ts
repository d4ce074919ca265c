import { leadHistory } from './leads.ts';
import type { Owed } from './owed.ts';

/** What modules add to the write path. A plain module adds nothing. */
export const owed: readonly Owed[] = [leadHistory];
