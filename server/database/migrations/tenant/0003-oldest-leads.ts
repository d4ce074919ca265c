import { migration } from '#server/database/migrations/migration.ts';

export const m0003 = migration('0003-oldest-leads', [
  `create index "leads_by_created_at" on "leads" using btree ((created_at), id) where deleted_at is null`,
]);
