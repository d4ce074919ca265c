import { migration } from '#server/database/migrations/migration.ts';

export const m0017 = migration('0017-add-subtasks', [
  `create table "subtasks" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "task_id" uuid not null, "title" text not null, "completed" boolean not null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "subtasks_by_created_at" on "subtasks" using btree (("created_at"), id) where deleted_at is null`,
  `create index "subtasks_of_task_id" on "subtasks" using btree ("task_id", ("created_at"), id) where deleted_at is null`,
  `create index "subtasks_search" on "subtasks" using gin (search_text gin_trgm_ops) where deleted_at is null`,
]);
