import type { Actor } from '#shared/actor.ts';
import { heldScopes, readableFields } from '#shared/can.ts';
import { fieldEntries, titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import type { Filter } from '#shared/filter.ts';
import { defaultSort } from '#shared/sort.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { readAll } from '#server/records/read.ts';

/** A row that would become this record. */
export type Candidate = { readonly row: number; readonly record: AnyRecord };

/** What is odd about a row, by its number; `isBlocked` where it says that someone must not be contacted. */
export type Duplicates = ReadonlyMap<
  number,
  { readonly message: string; readonly field: string; readonly isBlocked: boolean }
>;

type Key = { readonly key: string; readonly name: string; readonly field: Field };

/** One number shared by thousands needs no more than its first records. */
const mostRead = 5_000;

/**
 * Tells who is likely to be in the file, or in the collection, twice: the same number or address. The number may
 * stand in another of the record's phone fields. Rows of earlier chunks are remembered, so it is made once a file.
 */
export const duplicateFinder = (
  tenant: Tenant,
  definition: Collection,
  isOurs: (id: string) => boolean,
  isBlocked: (record: AnyRecord) => boolean,
): ((actor: Actor, chunk: readonly Candidate[]) => Promise<Duplicates>) => {
  const warningOf = (record: AnyRecord): string =>
    isBlocked(record) ? ` ${definition.doNotContact?.message ?? ''}` : '';
  // Their names only: a file may have very many rows.
  const rows = new Map<string, { readonly row: number; readonly title: string }>();

  /** As the collection is now: a field may go out of use while the import goes on. */
  const compared = () => fieldEntries(tenant.catalog.of(definition)).filter(([, field]) => field.kind.identifies);

  type Fields = ReturnType<typeof compared>;

  const keysOf = (fields: Fields, record: AnyRecord): Key[] =>
    fields.flatMap(([name, field]) =>
      typeof record[name] === 'string' ? [{ key: `${field.kind.name}:${record[name]}`, name, field }] : [],
    );

  const stored = async (actor: Actor, fields: Fields, chunk: readonly Candidate[]): Promise<Map<string, AnyRecord>> => {
    const found = new Map<string, AnyRecord>();
    const valuesOf = (kind: string): string[] => [
      ...new Set(
        chunk.flatMap(({ record }) =>
          keysOf(fields, record)
            .filter(({ field }) => field.kind.name === kind)
            .map(({ name }) => String(record[name])),
        ),
      ),
    ];
    // The number may stand in another of the record's fields of the same kind.
    const conditions = fields
      .map(([name, { kind }]) => ({ field: name, op: 'in' as const, value: valuesOf(kind.name) }))
      .filter(({ value }) => value.length > 0);
    if (conditions.length === 0) return found;
    const filter: Filter = { any: conditions };
    let read = 0;
    for await (const records of readAll(tenant, actor, { definition, filter, sort: defaultSort(definition) }, 'view')) {
      // What this import itself wrote is in `rows`, or, when it is taken up again, will be.
      for (const record of records.filter(({ id }) => !isOurs(id)))
        for (const { key } of keysOf(fields, record)) if (!found.has(key) || isBlocked(record)) found.set(key, record);
      read += records.length;
      if (read >= mostRead) break;
    }
    return found;
  };

  return async (actor, chunk) => {
    const seen = readableFields(definition, heldScopes(actor, 'view', definition));
    const fields = compared().filter(([name]) => !seen || seen.has(name));
    const there = await stored(actor, fields, chunk);
    const duplicates = new Map<number, { message: string; field: string; isBlocked: boolean }>();
    for (const candidate of chunk) {
      const said: { message: string; field: string }[] = [];
      let blocked = false;
      for (const { key, name, field } of keysOf(fields, candidate.record)) {
        const label = field.label.toLowerCase();
        const earlier = rows.get(key);
        const other = there.get(key);
        blocked ||= other !== undefined && isBlocked(other);
        // Who must not be contacted is named before anything else.
        if (earlier && earlier.row !== candidate.row && !(other && isBlocked(other)))
          said.push({
            field: name,
            message: `Same ${label} as row ${earlier.row} (${earlier.title}).`,
          });
        else if (other)
          said.push({
            field: name,
            message: `Same ${label} as ${titleOf(definition, other)}, already here.${warningOf(other)}`,
          });
        if (!earlier) rows.set(key, { row: candidate.row, title: titleOf(definition, candidate.record) });
      }
      const [first] = said;
      if (first)
        duplicates.set(candidate.row, {
          field: first.field,
          message: said.map(({ message }) => message).join(' '),
          isBlocked: blocked,
        });
    }
    return duplicates;
  };
};
