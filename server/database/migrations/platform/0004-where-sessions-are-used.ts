import { migration } from '#server/database/migrations/migration.ts';

/** As in the tenants' databases; here also, where in addresses a session is for. */
export const p0004 = migration('0004-where-sessions-are-used', [
  `alter table "sessions" add "address" text null, add "device" text null, add "segment" text null`,
]);
