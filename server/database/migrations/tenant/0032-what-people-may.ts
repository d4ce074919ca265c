import { migration } from '#server/database/migrations/migration.ts';

/**
 * The last person in charge stays. Deferred: it looks when the commit holds the log's lock, so that of two transactions that
 * each take one of the last two, the later one sees what the other did.
 */
const keepSomeone = `create function keep_someone_in_charge() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from users
    where deleted_at is null and is_active and (role = 'owner' or (old.role = 'admin' and role = 'admin'))
  ) then
    raise exception 'no one would be left in charge'
      using errcode = 'check_violation', constraint = 'users_keep_someone_in_charge';
  end if;
  return null;
end $$`;

const keepSomeoneTrigger = `create constraint trigger "users_keep_someone_in_charge" after update on "users"
deferrable initially deferred for each row
when (
  old.role in ('owner', 'admin') and old.is_active and old.deleted_at is null
  and not (new.role = old.role and new.is_active and new.deleted_at is null)
) execute function keep_someone_in_charge()`;

export const m0032 = migration('0032-what-people-may', [
  `create table "custom_roles" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "name" text not null, "base" text not null, "differences" jsonb null, "active" boolean not null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "custom_roles_by_name" on "custom_roles" using btree ((sortable("name") collate "C"), id) where deleted_at is null`,
  `create unique index "custom_roles_unique_name" on "custom_roles" (folded("name")) where deleted_at is null`,
  `create index "custom_roles_search" on "custom_roles" using gin (search_text gin_trgm_ops) where deleted_at is null`,
  `create index "custom_roles_deleted" on "custom_roles" using btree (deleted_at, id) where deleted_at is not null`,
  `alter table "users" add "custom_role_id" uuid null, add "differences" jsonb null`,
  keepSomeone,
  keepSomeoneTrigger,
]);
