import { migration } from '#server/database/migrations/migration.ts';

// The column goes at once: it was in no release that could still be running beside this one.
export const m0005 = migration('0005-import-reports', [
  `create table "import_reports" ("import_id" uuid not null, "place" int not null, "row" int not null, "outcome" text not null, "message" text null, "field" text null, "record_id" uuid null, primary key ("import_id", "place"))`,
  `insert into import_reports (import_id, place, row, outcome, message, field, record_id)
   select id, place, (told->>'row')::int, told->>'outcome', told->>'message', told->>'field', (told->>'id')::uuid
   from import_jobs, jsonb_array_elements(report) with ordinality as r (told, place)`,
  `alter table "import_jobs" drop column "report"`,
]);
