import { migration } from '#server/database/migrations/migration.ts';

/** So that people can tell their own sessions from those of others. Nothing is known of the ones there are. */
export const m0034 = migration('0034-where-sessions-are-used', [
  `alter table "sessions" add "address" text null, add "device" text null, add "segment" text null`,
]);
