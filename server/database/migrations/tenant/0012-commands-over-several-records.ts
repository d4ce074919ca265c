import { migration } from '#server/database/migrations/migration.ts';
import { recordChangesOfMany } from './kernel-functions.ts';

/** The clinic of the time: as the log says who saw the step when it was made; for suppressed leads, where they are. */
const clinicOfTheTime = `update lead_status_history h set clinic_id = coalesce((
  select substring(s.scope from 'leads:clinic:(.+)')::uuid
  from change_log l cross join lateral unnest(l.scopes_after) as s (scope)
  where l.record_id = h.id and l.collection = 'leadStatusHistory' and s.scope like 'leads:clinic:%'
  limit 1
), case when h.to_status in ('dnc', 'dnr') then (select lead.clinic_id from leads lead where lead.id = h.lead_id) end)`;

export const m0012 = migration('0012-commands-over-several-records', [
  `alter table "change_log" add "group_id" uuid null`,
  `alter table "lead_status_history" add "clinic_id" uuid null`,
  `alter table "mutations" add "first_seq" bigint null, add "last_seq" bigint null, add "group_id" uuid null`,
  `create index "mutations_of_group" on "mutations" (group_id, seq) where group_id is not null`,
  clinicOfTheTime,
  `create index "next_lead_status_history_of_lead_id" on "lead_status_history" using btree ("lead_id", ("changed_at"), id, "clinic_id") where deleted_at is null`,
  `drop index "lead_status_history_of_lead_id"`,
  `alter index "next_lead_status_history_of_lead_id" rename to "lead_status_history_of_lead_id"`,
  recordChangesOfMany,
]);
