import { migration } from '#server/database/migrations/migration.ts';

export const m0031 = migration('0031-invitations', [
  // The default stays for pods of the version before, which know nothing of it.
  `alter table "users" add "status" text not null default 'invited', add "joined_at" timestamptz(3) null, add "invite_expires_at" timestamptz(3) null`,
  // Who has a password or came in once has joined.
  `update "users" u set "joined_at" = coalesce(u."last_login_at", u."created_at")
     where u."last_login_at" is not null or exists (select 1 from "credentials" c where c."user_id" = u."id")`,
  `update "users" set "status" = case when not "is_active" then 'deactivated' when "joined_at" is null then 'invited' else 'active' end`,
  `create index "users_of_status" on "users" using btree ("status", (sortable("name") collate "C"), id) where deleted_at is null`,
  `create table "account_links" ("id" uuid not null, "kind" text not null, "user_id" uuid not null, "token_hash" text not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "used_at" timestamptz(3) null, "replaced_at" timestamptz(3) null, primary key ("id"))`,
  `create index "account_links_user_id" on "account_links" ("user_id")`,
  `alter table "account_links" add constraint "account_links_token_hash" unique ("token_hash")`,
  `create table "password_requests" ("id" uuid not null, "email" text not null, "created_at" timestamptz(3) not null, primary key ("id"))`,
  // From here on: who was added long ago is not invited now.
  `insert into reaction_cursors (consumer, seq) select 'invitations', seq from log_head`,
]);
