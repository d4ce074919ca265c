import type { AnyRecord, Patch } from '#shared/collection.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { LogRow } from '#server/database/log-row.ts';
import type { Database } from '#server/database/connection.ts';
import { columnOf, tableOf } from '#server/database/schema.ts';
import { pointingOf } from '#server/fields/columns.ts';
import { writesOf } from './write-sql.ts';
import type { Decision } from './execute.ts';
import type { Entry } from './log-entry.ts';
import type { KnownLinks, RecordWrite, Seen } from './transaction.ts';

/** An answer to store; `places` are those of its changes among the batch's entries, from 1. */
export type NewAnswer = {
  readonly mid: string;
  readonly actorId: string;
  readonly hash: string;
  readonly group: string | null;
  readonly places: Decision['places'];
  readonly answer: MutationAnswer;
};

type Batch = {
  readonly moment: string;
  readonly writes: readonly RecordWrite[];
  readonly entries: readonly Entry[];
  readonly answers: readonly NewAnswer[];
  readonly seen: readonly Seen[];
  readonly knownLinks: readonly KnownLinks[];
  /** The catalog that decided: the last change in these scopes. Null where none did. */
  readonly catalog: { readonly scopes: readonly string[]; readonly version: number } | null;
};

/** The numbers that a batch was given: its log rows, and the sequence that unchanged answers carry. */
export type Committed = { readonly rows: readonly LogRow[]; readonly base: number };

/**
 * Writes everything that a batch decided in one statement, which is its own transaction: one round trip, and the
 * sequence's lock is held for no longer than the commit takes. Error 40001 means that a record changed since it was read.
 */
export const commit = async (
  db: Database,
  { moment, writes, entries, answers, seen, knownLinks, catalog }: Batch,
): Promise<Committed> => {
  const { sql, values } = writesOf(writes);
  const rows = await db.prepared<{ i: number; seq: number; prevs: Record<string, number> }>(sql, [
    writes.length,
    moment,
    JSON.stringify(changesOf(entries)),
    JSON.stringify(touchedBy(entries)),
    JSON.stringify(answers.map(answerRow)),
    JSON.stringify(seenRows(seen)),
    JSON.stringify(knownLinks.flatMap(linkRows)),
    JSON.stringify(catalog),
    ...values,
  ]);
  const base = Number(rows.find((row) => row.i === 0)?.seq ?? 0);
  const numbered = new Map(rows.map((row) => [row.i, row]));
  return {
    base,
    rows: entries.map(({ scopes: _audiences, ...entry }, index) => {
      const given = numbered.get(index + 1);
      if (!given) throw new Error('a log row was not written');
      return { ...entry, at: moment, seq: Number(given.seq), prevs: given.prevs };
    }),
  };
};

const answerRow = ({ mid, actorId, hash, group, places, answer }: NewAnswer): Record<string, unknown> => ({
  mid,
  actorId,
  hash,
  group,
  i: places?.at ?? null,
  first: places?.first ?? null,
  last: places?.last ?? null,
  answer: withoutNulls(answer),
});

/** Half of a record's fields are empty, and who is shown it again is shown all of its fields. */
const withoutNulls = (answer: MutationAnswer): unknown => {
  if (!answer.ok) return answer;
  const filled = (record: AnyRecord): Patch =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
  return {
    ...answer,
    record: answer.record && filled(answer.record),
    also: answer.also?.map((one) => (one.record ? { ...one, record: filled(one.record) } : one)),
  };
};

/** By table, so that each is one statement. */
const seenRows = (seen: readonly Seen[]): Record<string, { id: string; version: number }[]> => {
  const tables: Record<string, { id: string; version: number }[]> = {};
  for (const { definition, id, version } of seen) (tables[tableOf(definition)] ??= []).push({ id, version });
  return tables;
};

/** A row for each comparison that finds them. */
const linkRows = ({ collection, field: name, id, to, known }: KnownLinks): Record<string, unknown>[] => {
  const field = collection.fields[name];
  if (!field) throw new Error(`${collection.name} has no field ${name}`);
  const at = { table: tableOf(collection), column: columnOf(name), known };
  return pointingOf(field, to, id).map((comparison) => ({ ...at, ...comparison }));
};

/** Without what is null, and without scopes that are as those after it: JSON leaves out what is undefined. */
const changesOf = (entries: readonly Entry[]): Record<string, unknown>[] => {
  const lastIn = new Map<string, number>();
  return entries.map((entry, index) => {
    const { mid, command, by, collection, id, version, op, before, after, scopes, patch, old } = entry;
    const i = index + 1;
    let prevIn: Record<string, number> | undefined;
    for (const scope of scopes) {
      const last = lastIn.get(scope);
      if (last !== undefined) (prevIn ??= {})[scope] = last;
      lastIn.set(scope, i);
    }
    return {
      i,
      mid,
      command,
      actorId: by?.id,
      actorName: by?.name,
      reason: entry.reason ?? undefined,
      collection,
      id,
      version,
      op,
      before: isSame(before, after) ? undefined : before,
      after,
      scopes: isSame(scopes, after) ? undefined : scopes,
      prevIn,
      patch,
      old,
      record: entry.record ?? undefined,
      group: entry.group ?? undefined,
      cause: entry.cause ?? undefined,
    };
  });
};

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((scope, i) => scope === other[i]);

const touchedBy = (entries: readonly Entry[]): { scope: string; last: number }[] => {
  const last = new Map<string, number>();
  entries.forEach((entry, index) => {
    for (const scope of entry.scopes) last.set(scope, index + 1);
  });
  return [...last].map(([scope, at]) => ({ scope, last: at }));
};
