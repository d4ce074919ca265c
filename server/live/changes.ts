import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { presentPatch, maskFields } from '#shared/can.ts';
import type { Change } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';

/** What a log row is to those who listen in one scope: the record, the part that changed, or only that it is gone. */
export const changeIn = (catalog: Catalog, row: LogRow, scope: string, epoch: string): Change | null => {
  const definition = catalog.named(row.collection);
  if (!definition) return null;
  const was = row.before.includes(scope);
  const is = row.after.includes(scope);
  const about = {
    epoch,
    seq: row.seq,
    prev: row.prevs[scope] ?? 0,
    scope,
    collection: row.collection,
    id: row.id,
    version: row.version,
    by: row.by,
    at: row.at,
    mid: row.mid,
  };
  // A reader who loses sight of a record learns that it is gone and who moved it, nothing of what it became.
  if (!is) return { ...about, op: 'remove', data: null };
  if (was) return { ...about, op: 'patch', data: presentPatch(definition, row.patch, [scope]) };
  if (!row.record) throw new Error('a record entered a scope without being logged whole');
  return {
    ...about,
    op: 'upsert',
    data: asLogged(definition, row, maskFields(definition, row.record, [scope])),
  };
};

/**
 * What was logged while a field was not in use says nothing of the value that the record kept: where the field has come
 * back since, it is left out. Of one that was added later, the record had none.
 */
const asLogged = (definition: Collection, row: LogRow, shown: AnyRecord): Record<string, unknown> =>
  Object.fromEntries(Object.entries(shown).filter(([name]) => !isUnknownIn(definition, row, name)));

export const isUnknownIn = (definition: Collection, { record, at }: LogRow, name: string): boolean => {
  const addedAt = definition.fields[name]?.addedAt;
  return addedAt !== undefined && addedAt < at && record !== null && !Object.hasOwn(record, name);
};

/** Everything that rows mean for someone who listens in these scopes, in order; what is entered before what is left. */
export const changesFor = (
  catalog: Catalog,
  rows: readonly LogRow[],
  scopes: ReadonlySet<string>,
  epoch: string,
): Change[] =>
  rows.flatMap((row) => {
    const seen = Object.keys(row.prevs).filter((scope) => scopes.has(scope));
    const changes = seen.flatMap((scope) => changeIn(catalog, row, scope, epoch) ?? []);
    // Moving between two scopes of one reader should not make the record vanish for a moment.
    return changes.length > 1
      ? changes.toSorted((a, b) => Number(a.op === 'remove') - Number(b.op === 'remove'))
      : changes;
  });
