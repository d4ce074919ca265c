import { recordChangesInOneCall } from './record-changes.ts';
import { replaced } from './replaced.ts';

const before = {
  read: `jsonb_to_recordset(known_links) as k ("table" text, "column" text, "isList" boolean, id uuid, known uuid[])`,
  asked: `'select exists (select 1 from %I t where ' || case when checked."isList" then 't.%I @> array[$1]' else 't.%I = $1' end
            || ' and t.deleted_at is null and t.id <> all($2))',
          checked."table", checked."column"
        ) into stale using checked.id, checked.known;`,
};

/**
 * The same where records are pointed at from references and lines, too.
 *
 * `known_links`: {table, column, sign, type, value, known}: living records whose `column sign value::type` holds; from an
 * older version {table, column, isList, id, known}. 40001 when there is another than those known.
 */
const after = {
  read: `jsonb_to_recordset(known_links) as k ("table" text, "column" text, sign text, type text, value text, "isList" boolean, id uuid, known uuid[])`,
  asked: `'select exists (select 1 from %I t where t.%I %s $1::%s and t.deleted_at is null and t.id <> all($2))',
          checked."table", checked."column",
          coalesce(case when checked.sign in ('=', '@>') then checked.sign end, case when checked."isList" then '@>' else '=' end),
          coalesce(case when checked.type in ('uuid', 'uuid[]', 'text', 'jsonb') then checked.type end, case when checked."isList" then 'uuid[]' else 'uuid' end)
        ) into stale using coalesce(checked.value, case when checked."isList" then '{' || checked.id || '}' else checked.id::text end), checked.known;`,
};

export const recordChangesWithAnyLink = replaced(
  replaced(recordChangesInOneCall, before.read, after.read),
  before.asked,
  after.asked,
);
