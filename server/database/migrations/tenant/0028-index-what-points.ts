import { migration } from '#server/database/migrations/migration.ts';

export const m0028 = migration('0028-index-what-points', [
  `create index "deals_to_line_items" on "deals" using gin ("line_items" jsonb_path_ops) where deleted_at is null`,
  `create index "tasks_to_assigned_by" on "tasks" using btree ("assigned_by", id) where deleted_at is null`,
]);
