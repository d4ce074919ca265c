import { migration } from '#server/database/migrations/migration.ts';
import { recordChangesShorter } from './record-changes-shorter.ts';

/** A pod of the version before leaves nothing out, which the function understands as before. */
export const m0029 = migration('0029-say-nothing-twice', [recordChangesShorter]);
