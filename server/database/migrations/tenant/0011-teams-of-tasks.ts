import { migration } from '#server/database/migrations/migration.ts';

export const m0011 = migration('0011-teams-of-tasks', [
  `alter table "tasks" add "team_id" uuid null`,
  `create index "tasks_of_team_id" on "tasks" using btree ("team_id", (array_position(array['todo', 'in_progress', 'waiting', 'completed', 'cancelled']::text[], "status")), (coalesce("due_date", 'infinity'::date)), id, "assigned_to") where deleted_at is null`,
  `create index "next_tasks_of_status" on "tasks" using btree ("status", id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_tasks_of_priority" on "tasks" using btree ("priority", (array_position(array['todo', 'in_progress', 'waiting', 'completed', 'cancelled']::text[], "status")), (coalesce("due_date", 'infinity'::date)), id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_tasks_of_subject" on "tasks" using btree ("subject", (array_position(array['todo', 'in_progress', 'waiting', 'completed', 'cancelled']::text[], "status")), (coalesce("due_date", 'infinity'::date)), id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_tasks_of_assigned_to" on "tasks" using btree ("assigned_to", (array_position(array['todo', 'in_progress', 'waiting', 'completed', 'cancelled']::text[], "status")), (coalesce("due_date", 'infinity'::date)), id, "team_id") where deleted_at is null`,
  `create index "next_tasks_of_due_date" on "tasks" using btree ("due_date", id, "assigned_to", "team_id") where deleted_at is null`,
  `drop index "tasks_of_status"`,
  `alter index "next_tasks_of_status" rename to "tasks_of_status"`,
  `drop index "tasks_of_priority"`,
  `alter index "next_tasks_of_priority" rename to "tasks_of_priority"`,
  `drop index "tasks_of_subject"`,
  `alter index "next_tasks_of_subject" rename to "tasks_of_subject"`,
  `drop index "tasks_of_assigned_to"`,
  `alter index "next_tasks_of_assigned_to" rename to "tasks_of_assigned_to"`,
  `drop index "tasks_of_due_date"`,
  `alter index "next_tasks_of_due_date" rename to "tasks_of_due_date"`,
]);
