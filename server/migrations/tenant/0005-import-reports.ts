import { migration } from '#server/migrations/migration.ts';

export const m0005 = migration('0005-import-reports', [
  `create table "import_reports" ("import_id" uuid not null, "place" int not null, "row" int not null, "outcome" text not null, "message" text null, "field" text null, "record_id" uuid null, primary key ("import_id", "place"))`,
  `alter table "import_jobs" drop column "report"`,
]);
