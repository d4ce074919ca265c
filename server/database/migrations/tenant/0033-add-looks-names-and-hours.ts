import { migration } from '#server/database/migrations/migration.ts';

export const m0033 = migration('0033-add-looks-names-and-hours', [
  `create table "images" ("name" text not null, "type" text not null, "bytes" bytea not null, "created_at" timestamptz(3) not null, primary key ("name"))`,
  `alter table "settings" add "logo" text null, add "names" jsonb null, add "number_format" text null`,
  `update "settings" set "number_format" = 'lakhs'`,
  `alter table "settings" alter column "number_format" set not null`,
  `alter table "clinics" add "hours" jsonb null, add "holidays" jsonb null`,
]);
