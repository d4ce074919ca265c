import { migration } from '#server/database/migrations/migration.ts';

export const m0040 = migration('0040-add-notes', [
  `create table "notes" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "subject_type" text not null, "subject_id" uuid not null, "content" text not null, "type" text not null, "visibility" text not null, "pinned" boolean not null, "author_id" uuid null, "author_name" text null, "edited_at" timestamptz(3) null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "notes_by_pinned_created_at_desc" on "notes" using btree ((("pinned")::int), ("created_at"), id) where deleted_at is null`,
  `create index "notes_by_created_at_desc" on "notes" using btree (("created_at"), id) where deleted_at is null`,
  `create index "notes_of_subject_id" on "notes" using btree ("subject_id", (("pinned")::int), ("created_at"), id, "author_id") where deleted_at is null`,
  `create index "notes_search" on "notes" using gin (search_text gin_trgm_ops) where deleted_at is null`,
  `create index "notes_deleted" on "notes" using btree (deleted_at, id) where deleted_at is not null`,
]);
