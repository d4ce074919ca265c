import type { Actor } from '#shared/actor.ts';
import { heldScopes, readableFields } from '#shared/can.ts';
import { fieldEntries, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import { isId } from '#shared/fields/id.ts';
import { defaultSort } from '#shared/sort.ts';
import { readAll, readRecords } from '#server/records/read.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { Candidate } from './duplicates.ts';

/** A row, and the id that it gives for its record, where it does. */
export type Identified = Candidate & { readonly recordId: string | null };

/** One number shared by thousands needs no more than its first records. */
const mostRead = 5_000;

/** What tells whether a record is here already: its id, a number, an address. */
export const matchable = (definition: Collection): readonly string[] => [
  ...fieldEntries(definition).flatMap(([name, field]) => (field.kind.identifies ? [name] : [])),
  'id',
];

/**
 * Finds the record that a row is about, where it is here already: by its id, or by a number or an address. `match` names
 * the fields that count, all of them where it is empty. Earlier rows of the file count too: their records are here by the
 * next chunk; those of a dry run are remembered, so it is made once a file.
 */
export const existingFinder = (
  tenant: Tenant,
  definition: Collection,
  match: readonly string[],
  dryRun: boolean,
): ((actor: Actor, chunk: readonly Identified[]) => Promise<ReadonlyMap<number, AnyRecord>>) => {
  const counts = (name: string): boolean => match.length === 0 || match.includes(name);
  // Without what is empty in them: a file may have very many rows.
  const earlier = new Map<string, AnyRecord>();
  const nothing = Object.fromEntries(Object.keys(definition.fields).map((name) => [name, null]));

  const keysOf = (names: readonly string[], record: AnyRecord): string[] =>
    names.flatMap((name) =>
      typeof record[name] === 'string' ? [`${definition.fields[name]?.kind.name}:${record[name]}`] : [],
    );

  const stored = async (
    actor: Actor,
    names: readonly string[],
    chunk: readonly Identified[],
  ): Promise<Map<string, AnyRecord>> => {
    const found = new Map<string, AnyRecord>();
    const conditions = names
      .map((name) => ({
        field: name,
        op: 'in' as const,
        // A number may stand in another of the record's fields of the same kind.
        value: [
          ...new Set(
            names
              .filter((other) => definition.fields[other]?.kind.name === definition.fields[name]?.kind.name)
              .flatMap((other) => chunk.flatMap(({ record }) => (record[other] as string | null) ?? [])),
          ),
        ],
      }))
      .filter(({ value }) => value.length > 0);
    if (conditions.length === 0) return found;
    const filter: Filter = { any: conditions };
    let read = 0;
    for await (const records of readAll(tenant, actor, { definition, filter, sort: defaultSort(definition) }, 'view')) {
      for (const record of records)
        for (const key of keysOf(names, record)) {
          const there = found.get(key);
          // Of several the oldest is the one.
          if (!there || record.createdAt < there.createdAt) found.set(key, record);
        }
      read += records.length;
      if (read >= mostRead) break;
    }
    return found;
  };

  return async (actor, chunk) => {
    const seen = readableFields(definition, heldScopes(actor, 'view', definition));
    // As the collection is now: a field may go out of use while the import goes on.
    const names = matchable(tenant.catalog.of(definition)).filter(
      (name) => Object.hasOwn(definition.fields, name) && counts(name) && (!seen || seen.has(name)),
    );
    const ids = counts('id') ? chunk.flatMap(({ recordId }) => (recordId && isId(recordId) ? [recordId] : [])) : [];
    const named = ids.length > 0 ? (await readRecords(tenant, actor, definition, [...new Set(ids)])).records : [];
    const byId = new Map(named.map((record) => [record.id, record]));
    const there = await stored(actor, names, chunk);
    if (!dryRun) earlier.clear();
    const existing = new Map<number, AnyRecord>();
    for (const { row, record, recordId } of chunk) {
      const keys = keysOf(names, record);
      const found =
        (recordId === null ? undefined : byId.get(recordId)) ??
        keys.flatMap((key) => earlier.get(key) ?? there.get(key) ?? [])[0];
      if (found && found.id !== record.id) existing.set(row, { ...nothing, ...found });
      const kept = withoutEmpty(found ?? record);
      for (const key of keys) if (!earlier.has(key)) earlier.set(key, kept);
    }
    return existing;
  };
};

const withoutEmpty = (record: AnyRecord): AnyRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as AnyRecord;
