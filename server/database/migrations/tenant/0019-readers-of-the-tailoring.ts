import { migration } from '#server/database/migrations/migration.ts';

/** Each change of what tailors the tenant, with the scope of those who see what it is about. */
const scoped = `
  select c.seq, 'customFields:reader:' || f.collection as scope
  from change_log c join custom_fields f on f.id = c.record_id where c.collection = 'customFields'
  union all
  select c.seq, 'choiceSets:reader:' || s.field
  from change_log c join choice_sets s on s.id = c.record_id where c.collection = 'choiceSets'`;

// The log gets the new scopes in its old rows too: a client that was offline during the migration can catch up, and the
// people who saw a record keep its history.
export const m0019 = migration('0019-readers-of-the-tailoring', [
  `create index "next_custom_fields_of_active" on "custom_fields" using btree ("active", (lower("label" collate "und-x-icu") collate "C"), id, "collection") where deleted_at is null`,
  `drop index "custom_fields_of_active"`,
  `alter index "next_custom_fields_of_active" rename to "custom_fields_of_active"`,
  `with scoped as (${scoped}), chained as (
     select seq, scope, coalesce(lag(seq) over (partition by scope order by seq), 0) as prev from scoped
   )
   update change_log c set
     scopes_before = case when cardinality(c.scopes_before) = 0 then c.scopes_before else c.scopes_before || d.scope end,
     scopes_after = case when cardinality(c.scopes_after) = 0 then c.scopes_after else c.scopes_after || d.scope end,
     prevs = case when c.prevs = '{}'::jsonb then c.prevs else c.prevs || jsonb_build_object(d.scope, d.prev) end
   from chained d where d.seq = c.seq`,
  `with scoped as (${scoped}), counted as (
     select scope, seq, lag(seq) over (partition by scope order by seq) as prev from scoped
   )
   insert into scope_heads (scope, seq, prev)
   select distinct on (scope) scope, seq, coalesce(prev, 0) from counted order by scope, seq desc`,
]);
