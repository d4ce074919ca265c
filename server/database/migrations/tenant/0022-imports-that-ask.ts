import { migration } from '#server/database/migrations/migration.ts';

export const m0022 = migration('0022-imports-that-ask', [
  `create table "imported_words" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "word" text not null, "field" text not null, "meaning" text null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "imported_words_by_word" on "imported_words" using btree ((lower("word" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create index "imported_words_of_field" on "imported_words" using btree ("field", (lower("word" collate "und-x-icu") collate "C"), id) where deleted_at is null`,
  `create unique index "imported_words_unique_field_word" on "imported_words" ("field", "word") where deleted_at is null`,
  `create index "imported_words_search" on "imported_words" using gin (search_text gin_trgm_ops) where deleted_at is null`,
  `alter table "import_jobs" add "updated" int not null default 0, add "skipped" int not null default 0, add "undone" int not null default 0, add "kept" int not null default 0, add "undoes" uuid null, add "options" jsonb not null default '{}', add "questions" jsonb not null default '[]', add "total" int null`,
  `alter table "import_reports" add "cells" jsonb null`,
]);
