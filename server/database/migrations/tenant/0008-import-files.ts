import { migration } from '#server/database/migrations/migration.ts';

export const m0008 = migration('0008-import-files', [
  `create table "import_files" ("file_id" uuid not null, "place" int not null, "bytes" bytea not null, "stored_at" timestamptz(3) not null, primary key ("file_id", "place"))`,
  `alter table "import_jobs" add "actor_kind" text not null default 'user', add "file_id" uuid null, add "holder" uuid null`,
  // Their files are nowhere: an import of the time before this can be taken up only by sending its file again.
  `update import_jobs set state = 'interrupted' where state in ('running', 'stopping') and updated_at < now() - interval '1 minute'`,
]);
