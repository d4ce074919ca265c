import { migration } from '#server/database/migrations/migration.ts';
import { recordChangesInOneCall } from './record-changes.ts';

/** A pod of the version before calls the same function, which stays as it is to it. */
export const m0021 = migration('0021-record-changes-in-one-call', [recordChangesInOneCall]);
