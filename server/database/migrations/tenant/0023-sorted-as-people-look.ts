import { migration } from '#server/database/migrations/migration.ts';

/**
 * What lists are sorted by: without case and Latin accents. The same as `sortable` in shared-types/fold.ts. Most names
 * are plain, and plain ones are cheaper.
 */
export const m0023 = migration('0023-sorted-as-people-look', [
  `create function sortable(value text) returns text language sql immutable parallel safe return
    case when octet_length(value) = length(value) then lower(value collate "C")
      else translate(
        lower(regexp_replace(normalize(value, nfkd), '[\\u0300-\\u036f]', '', 'g') collate "und-x-icu"),
        'øłđðıßæœþ', 'olddisaot'
      ) collate "C" end`,
]);
