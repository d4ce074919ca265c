/**
 * All of `record_changes` in one call, which was a wrapper around another one: what is checked and written is the same.
 *
 * `written` <> `expected` means that a record changed between the read and this write: 40001, read again.
 * `changes`: {i, mid, command, actorId, …, scopes, prevIn: {scope: i of the change before it in this batch}}.
 * `touched`: {scope, last: i of its last change in this batch}.
 * `answers`: {mid, actorId, hash, group, i, first, last, answer}, the last three numbers places among `changes`, or null.
 * `seen`: by table, {id, version} of records that decided something without being written; 40001 when one has changed.
 * `known_links`: {table, column, isList, id, known: ids}: living records that point at `id`; 40001 when there is another.
 * `catalog`: {scopes, version} of the one that decided, version being the last change in these scopes; 40001 when it has
 * changed since. Null where none decided.
 */
export const recordChangesInOneCall = `
create or replace function record_changes(written bigint, expected bigint, moment timestamptz, changes jsonb, touched jsonb, answers jsonb, seen jsonb, known_links jsonb, catalog jsonb)
returns table (i int, seq bigint, prevs jsonb)
language plpgsql as $$
declare
  base bigint;
  checked record;
  stale boolean;
  outdated text;
begin
  if written <> expected then
    raise exception 'a record changed meanwhile' using errcode = '40001';
  end if;
  if jsonb_array_length(changes) = 0 then
    select h.seq into base from log_head h;
  else
    update log_head h set seq = h.seq + jsonb_array_length(changes) returning h.seq - jsonb_array_length(changes) into base;
    -- After the lock: whatever was committed before us is seen here, whatever comes later finds what we did.
    select case
      when exists (
        select 1 from jsonb_to_recordset(seen -> 'users') as s (id uuid, version int)
        left join users u on u.id = s.id where u.version is distinct from s.version
      ) then 'access changed meanwhile'
      when jsonb_typeof(catalog) = 'object' and (catalog ->> 'version')::bigint is distinct from (
        select coalesce(max(s.seq), 0) from scope_heads s
        where s.scope = any(array(select jsonb_array_elements_text(catalog -> 'scopes')))
      ) then 'the catalog changed meanwhile'
    end into outdated;
    if outdated is not null then
      raise exception '%', outdated using errcode = '40001';
    end if;
    if seen - 'users' <> '{}' then
      for checked in select s.key as name, s.value as rows from jsonb_each(seen) s where s.key <> 'users' loop
        execute format('select exists (select 1 from jsonb_to_recordset($1) as s (id uuid, version int)
          left join %I t on t.id = s.id where t.version is distinct from s.version)', checked.name) into stale using checked.rows;
        if stale then
          raise exception 'a record that decided changed meanwhile' using errcode = '40001';
        end if;
      end loop;
    end if;
    if known_links <> '[]' then
      for checked in select * from jsonb_to_recordset(known_links) as k ("table" text, "column" text, "isList" boolean, id uuid, known uuid[]) loop
        execute format(
          'select exists (select 1 from %I t where ' || case when checked."isList" then 't.%I @> array[$1]' else 't.%I = $1' end
            || ' and t.deleted_at is null and t.id <> all($2))',
          checked."table", checked."column"
        ) into stale using checked.id, checked.known;
        if stale then
          raise exception 'a link was made meanwhile' using errcode = '40001';
        end if;
      end loop;
    end if;
    -- Who may no longer act is signed out with the very change, and stays so should they come back.
    if changes @? '$[*].collection ? (@ == "users")' then
      update sessions set ended_at = moment
      where ended_at is null and user_id in (
        select c.id from jsonb_to_recordset(changes) as c (collection text, id uuid, op text, patch jsonb)
        where c.collection = 'users' and (c.op = 'delete' or c.patch ->> 'isActive' = 'false')
      );
    end if;
    return query
      with heads as (
        insert into scope_heads as s (scope, seq, prev)
        select t.scope, base + t.last, 0 from jsonb_to_recordset(touched) as t (scope text, last int) order by t.scope
        on conflict (scope) do update set prev = s.seq, seq = excluded.seq
        returning s.scope, s.prev
      ), logged as (
        insert into change_log as l (seq, at, mid, command, actor_id, actor_name, reason, collection, record_id, version, op,
          scopes_before, scopes_after, prevs, patch, old, record, group_id, cause)
        select base + c.i, moment, c.mid, c.command, c."actorId", c."actorName", c.reason, c.collection, c.id, c.version, c.op,
          c.before, c.after,
          coalesce((
            select jsonb_object_agg(told.scope, coalesce(base + (c."prevIn" ->> told.scope)::int, heads.prev, 0))
            from unnest(c.scopes) as told (scope) left join heads on heads.scope = told.scope
          ), '{}'),
          c.patch, c.old, c.record, c."group", c.cause
        from jsonb_to_recordset(changes) as c (i int, mid uuid, command text, "actorId" uuid, "actorName" text, reason text,
          collection text, id uuid, version int, op text, before text[], after text[], scopes text[], "prevIn" jsonb,
          patch jsonb, old jsonb, record jsonb, "group" uuid, cause jsonb)
        returning l.seq, l.prevs
      )
      select (logged.seq - base)::int, logged.seq, logged.prevs from logged;
  end if;
  insert into mutations (mid, actor_id, hash, at, seq, first_seq, last_seq, group_id, answer)
  select a.mid, a."actorId", a.hash, moment, base + coalesce(a.i, 0), base + a.first, base + a.last, a."group", a.answer
  from jsonb_to_recordset(answers) as a (mid uuid, "actorId" text, hash text, i int, first int, last int, "group" uuid, answer jsonb);
  -- The first row stands for the batch itself: its number is the base that unchanged answers carry.
  return query select 0, base, '{}'::jsonb;
end
$$`;
