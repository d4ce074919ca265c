import { migration } from '#server/database/migrations/migration.ts';

/** Which tenants there are, and who runs the platform. */
export const p0001 = migration('0001-registry', [
  `create table "tenants" ("id" uuid not null, "slug" text not null, "name" text not null, "time_zone" text not null, "accent" text not null, "plan" text not null, "suite" text not null, "database_name" text not null, "status" text not null, "created_at" timestamptz(3) not null, primary key ("id"))`,
  `alter table "tenants" add constraint "tenants_slug" unique ("slug")`,
  `create table "platform_users" ("id" uuid not null, "email" text not null, "name" text not null, "is_active" boolean not null, "created_at" timestamptz(3) not null, primary key ("id"))`,
  `alter table "platform_users" add constraint "platform_users_email" unique ("email")`,
  `create table "credentials" ("user_id" uuid not null, "password_hash" text not null, "updated_at" timestamptz(3) not null, primary key ("user_id"))`,
  `create table "sessions" ("id" uuid not null, "user_id" uuid not null, "refresh_hash" text not null, "previous_hash" text null, "rotated_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, primary key ("id"))`,
  `create index "sessions_user_id" on "sessions" ("user_id")`,
]);
