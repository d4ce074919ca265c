import { migration } from '#server/database/migrations/migration.ts';

export const m0035 = migration('0035-second-factor', [
  `create table "second_factors" ("user_id" uuid not null, "sealed_secret" text not null, "confirmed_at" timestamptz(3) null, "last_step" int null, "created_at" timestamptz(3) not null, primary key ("user_id"))`,
  `create table "recovery_codes" ("user_id" uuid not null, "code_hash" text not null, "used_at" timestamptz(3) null, primary key ("user_id", "code_hash"))`,
  `alter table "sessions" add "set_up_only" boolean not null default false`,
  `alter table "settings" add "admins_need_second_factor" boolean not null default false`,
]);
