import { migration } from '#server/database/migrations/migration.ts';

export const m0018 = migration('0018-count-notifications', [`alter table "notifications" add "count" bigint null`]);
