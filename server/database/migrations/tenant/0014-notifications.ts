import { migration } from '#server/database/migrations/migration.ts';

export const m0014 = migration('0014-notifications', [
  `create table "notifications" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "user_id" uuid not null, "kind" text not null, "subject_type" text not null, "subject_id" uuid not null, "is_read" boolean not null, "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "notifications_by_created_at_desc" on "notifications" using btree (("created_at"), id) where deleted_at is null`,
  `create index "notifications_of_user_id" on "notifications" using btree ("user_id", ("created_at"), id) where deleted_at is null`,
  `create index "notifications_of_is_read" on "notifications" using btree ("is_read", ("created_at"), id, "user_id") where deleted_at is null`,
]);
