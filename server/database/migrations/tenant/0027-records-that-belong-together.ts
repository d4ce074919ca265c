import { migration } from '#server/database/migrations/migration.ts';
import { folded } from './folded.ts';
import { recordChangesWithAnyLink } from './record-changes-any-link.ts';

/**
 * A unique index that takes what is there: of values that are alike already, the oldest is in it, and the others are left
 * out of it by their ids, so that no one loses a record to a newer rule.
 */
const uniqueButForDoubles = (table: string, name: string, columns: readonly string[]): string => `do $$
declare doubles uuid[];
begin
  select array_agg(id order by id) into doubles from (
    select id, row_number() over (partition by ${columns.join(', ')} order by created_at, id) as nth
    from "${table}" where deleted_at is null and ${columns.map((column) => `${column} is not null`).join(' and ')}
  ) as alike where nth > 1;
  execute 'create unique index "next_${name}" on "${table}" (${columns.join(', ')}) where deleted_at is null'
    || case when doubles is null then '' else format(' and id <> all (%L::uuid[])', doubles) end;
end
$$`;

const swapped = (name: string): string[] => [
  `drop index if exists "${name}"`,
  `alter index "next_${name}" rename to "${name}"`,
];

const made = {
  clinics_unique_name: ['clinics', 'folded("name")'],
  clinics_unique_slug: ['clinics', 'folded("slug")'],
  teams_unique_name: ['teams', 'folded("name")'],
  items_unique_sku: ['items', 'folded("sku")'],
  imported_words_unique_field_word: ['imported_words', '"field"', 'folded("word")'],
  custom_fields_unique_collection_name: ['custom_fields', '"collection"', 'folded("name")'],
} as const;

/** Of each, what was deleted, the latest first. */
const tables = [
  'leads',
  'lead_status_history',
  'contact_attempts',
  'companies',
  'contacts',
  'deals',
  'tasks',
  'subtasks',
  'items',
  'users',
  'teams',
  'clinics',
  'notifications',
  'custom_fields',
  'choice_sets',
  'imported_words',
  'settings',
];

export const m0027 = migration('0027-records-that-belong-together', [
  recordChangesWithAnyLink,
  folded,
  ...Object.entries(made).map(([name, [table, ...columns]]) => uniqueButForDoubles(table, name, columns)),
  ...Object.keys(made).flatMap(swapped),
  ...tables.map(
    (table) =>
      `create index "${table}_deleted" on "${table}" using btree (deleted_at, id) where deleted_at is not null`,
  ),
]);
