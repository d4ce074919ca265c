import { migration } from '#server/database/migrations/migration.ts';

/**
 * Until now a try without an answer was a change of the lead with one of these reasons: each becomes an attempt, with the
 * clinic that saw it then. Those that were undone are left out.
 */
const attemptsUntilNow = `insert into contact_attempts (id, version, created_at, created_by, updated_at, updated_by,
  lead_id, clinic_id, channel, outcome, attempted_by, attempted_by_name, attempted_at)
select gen_random_uuid(), 1, l.at, l.actor_id, l.at, l.actor_id, l.record_id, (
    select substring(s.scope from 'leads:clinic:(.+)')::uuid from unnest(l.scopes_after) as s (scope)
    where s.scope like 'leads:clinic:%' limit 1
  ), case l.reason when 'The call was not answered' then 'call' else 'whatsapp' end, 'no_answer', l.actor_id, l.actor_name, l.at
from change_log l join leads on leads.id = l.record_id
where l.collection = 'leads' and l.op = 'update'
  and l.reason in ('The call was not answered', 'Message sent, no reply yet')
  and not exists (
    select 1 from change_log u where u.record_id = l.record_id and u.cause ->> 'kind' = 'undo' and u.cause ->> 'id' = l.mid::text
  )`;

/** Those since the last answer, of leads that are still to be reached. */
const triesUntilNow = `update leads set tries = found.tries from (
  select a.lead_id, count(*) as tries from contact_attempts a join leads l on l.id = a.lead_id
  where a.attempted_at > coalesce(l.last_contacted_at, '-infinity') and l.status in ('new', 'attempting', 'connected')
  group by a.lead_id
) as found where found.lead_id = leads.id`;

/** Cold comes with the third try, and no longer with the first. Where tries were not recorded, nothing is changed. */
const colderThanTried = `update leads set priority = case when last_contacted_at is null then 'new' else 'warm' end
where status = 'attempting' and priority = 'cold' and not priority_pinned and tries between 1 and 2`;

export const m0026 = migration('0026-contact-attempts', [
  `create table "contact_attempts" ("id" uuid not null, "version" int not null, "created_at" timestamptz(3) not null, "created_by" uuid null, "updated_at" timestamptz(3) not null, "updated_by" uuid null, "deleted_at" timestamptz(3) null, "lead_id" uuid not null, "clinic_id" uuid null, "channel" text not null, "outcome" text not null, "note" text null, "attempted_by" uuid null, "attempted_by_name" text null, "attempted_at" timestamptz(3) not null, "custom" jsonb not null default '{}', "search_text" text not null default '', "field_versions" jsonb not null default '{}', primary key ("id"))`,
  `create index "contact_attempts_by_attempted_at_desc" on "contact_attempts" using btree (("attempted_at"), id) where deleted_at is null`,
  `create index "contact_attempts_of_lead_id" on "contact_attempts" using btree ("lead_id", ("attempted_at"), id, "clinic_id") where deleted_at is null`,
  // With a default: pods of the version before add leads without it while new ones come up.
  `alter table "leads" add "tries" bigint not null default 0`,
  attemptsUntilNow,
  triesUntilNow,
  colderThanTried,
]);
