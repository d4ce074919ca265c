import { migration } from '#server/database/migrations/migration.ts';
import { recordChangesUnderCatalog } from './kernel-functions.ts';

export const m0013 = migration('0013-add-catalog', [
  `create table "choice_sets" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "label" text not null, "field" text not null, "choices" jsonb not null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "choice_sets_by_label" on "choice_sets" using btree ((lower("label" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create unique index "choice_sets_unique_field" on "choice_sets" ("field") where deleted_at is null`,
  `create index "choice_sets_search" on "choice_sets" using gin (search_text gin_trgm_ops) where deleted_at is null`,
  `create table "custom_fields" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "collection" text not null, "label" text not null, "kind" text not null, "options" jsonb null, "required" boolean not null, "help" text null, "section" text null, "position" bigint null, "in_list" boolean not null, "active" boolean not null, "name" text null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "custom_fields_by_label" on "custom_fields" using btree ((lower("label" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create index "custom_fields_by_created_at_desc" on "custom_fields" using btree (("created_at"), id) where deleted_at is null`,
  `create index "custom_fields_of_collection" on "custom_fields" using btree ("collection", (lower("label" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create index "custom_fields_of_active" on "custom_fields" using btree ("active", (lower("label" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create unique index "custom_fields_unique_collection_name" on "custom_fields" ("collection", "name") where deleted_at is null`,
  `create index "custom_fields_search" on "custom_fields" using gin (search_text gin_trgm_ops) where deleted_at is null`,
  `create table "settings" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "name" text not null, "accent" text not null, "time_zone" text not null, "currency" text not null, "date_format" text not null, "time_format" text not null, "week_start" text not null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "settings_by_name" on "settings" using btree ((lower("name" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `alter table "clinics" add "custom" jsonb not null default '{}'`,
  `alter table "companies" add "custom" jsonb not null default '{}'`,
  `alter table "contacts" add "custom" jsonb not null default '{}'`,
  `alter table "deals" add "custom" jsonb not null default '{}'`,
  `alter table "items" add "custom" jsonb not null default '{}'`,
  `alter table "leads" add "custom" jsonb not null default '{}'`,
  `alter table "lead_status_history" add "custom" jsonb not null default '{}'`,
  `alter table "tasks" add "custom" jsonb not null default '{}'`,
  `alter table "teams" add "custom" jsonb not null default '{}'`,
  `alter table "users" add "custom" jsonb not null default '{}'`,
  recordChangesUnderCatalog,
]);
