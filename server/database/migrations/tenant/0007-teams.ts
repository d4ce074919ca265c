import { migration } from '#server/database/migrations/migration.ts';

export const m0007 = migration('0007-teams', [
  `create table "teams" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "name" text not null, "description" text null, "is_active" boolean not null, "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "teams_by_name" on "teams" using btree ((lower("name" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create index "teams_of_is_active" on "teams" using btree ("is_active", (lower("name" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create unique index "teams_unique_name" on "teams" ("name") where deleted_at is null`,
  `create index "teams_search" on "teams" using gin (search_text gin_trgm_ops) where deleted_at is null`,
  `alter table "contacts" add "team_id" uuid null`,
  `create index "contacts_of_team_id" on "contacts" using btree ("team_id", (lower("first_name" collate "und-x-icu") collate "C"), (coalesce(lower("last_name" collate "und-x-icu") collate "C", '􏿿'::text)), id, "assigned_to") where deleted_at is null`,
  // Who is there already is in no team.
  `alter table "users" add "team_ids" uuid[] not null default '{}'`,
  `alter table "users" alter "team_ids" drop default`,
  `create index "next_contacts_of_company_id" on "contacts" using btree ("company_id", (lower("first_name" collate "und-x-icu") collate "C"), (coalesce(lower("last_name" collate "und-x-icu") collate "C", '􏿿'::text)), id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_contacts_of_type" on "contacts" using btree ("type", (lower("first_name" collate "und-x-icu") collate "C"), (coalesce(lower("last_name" collate "und-x-icu") collate "C", '􏿿'::text)), id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_contacts_of_status" on "contacts" using btree ("status", (lower("first_name" collate "und-x-icu") collate "C"), (coalesce(lower("last_name" collate "und-x-icu") collate "C", '􏿿'::text)), id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_contacts_of_source" on "contacts" using btree ("source", (lower("first_name" collate "und-x-icu") collate "C"), (coalesce(lower("last_name" collate "und-x-icu") collate "C", '􏿿'::text)), id, "assigned_to", "team_id") where deleted_at is null`,
  `create index "next_contacts_of_assigned_to" on "contacts" using btree ("assigned_to", (lower("first_name" collate "und-x-icu") collate "C"), (coalesce(lower("last_name" collate "und-x-icu") collate "C", '􏿿'::text)), id, "team_id") where deleted_at is null`,
  `drop index "contacts_of_company_id"`,
  `alter index "next_contacts_of_company_id" rename to "contacts_of_company_id"`,
  `drop index "contacts_of_type"`,
  `alter index "next_contacts_of_type" rename to "contacts_of_type"`,
  `drop index "contacts_of_status"`,
  `alter index "next_contacts_of_status" rename to "contacts_of_status"`,
  `drop index "contacts_of_source"`,
  `alter index "next_contacts_of_source" rename to "contacts_of_source"`,
  `drop index "contacts_of_assigned_to"`,
  `alter index "next_contacts_of_assigned_to" rename to "contacts_of_assigned_to"`,
]);
