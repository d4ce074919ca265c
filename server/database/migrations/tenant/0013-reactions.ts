import { migration } from '#server/database/migrations/migration.ts';

export const m0013 = migration('0013-reactions', [
  `alter table "change_log" add "cause" jsonb null`,
  // `record_changes` fills it since 0012.
  `create table "reaction_cursors" ("consumer" text not null, "seq" bigint not null, primary key ("consumer"))`,
  // From here on: what happened long ago is no news.
  `insert into reaction_cursors (consumer, seq) select 'lead-notices', seq from log_head`,
]);
