import { migration } from '#server/database/migrations/migration.ts';

export const m0030 = migration('0030-mail', [
  `create table "mails" ("id" uuid not null, "template" text not null, "to_name" text not null, "to_address" text not null, "subject" text not null, "text" text null, "html" text null, "state" text not null, "queued_at" timestamptz(3) not null, "settled_at" timestamptz(3) null, "attempts" int not null, "round" int not null, "answer" text null, primary key ("id"))`,
  `create index "mails_by_queued_at" on "mails" ("queued_at", "id")`,
  `create index "mails_queued" on "mails" (queued_at) where state = 'queued'`,
]);
