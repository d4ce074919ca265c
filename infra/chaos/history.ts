import { audienceOf, maskFields, scopesOf } from '#shared/can.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { people } from '#shared/modules/index.ts';
import { personOf } from '#shared/people.ts';
import type { Find } from '#shared/record-ref.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { canariesIn } from './canaries.ts';

/** What a record was from one number of the log to the next. */
type State = {
  readonly seq: number;
  readonly at: number;
  readonly mid: string;
  readonly definition: Collection;
  readonly record: AnyRecord;
  readonly scopes: readonly string[];
};

/** What a person could see from one number of the log to the next. */
export type Grant = { readonly seq: number; readonly at: number; readonly scopes: ReadonlySet<string> };

/** A tenant's past, told from its log alone. */
export type History = {
  readonly states: ReadonlyMap<string, readonly State[]>;
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  /** The record whose field a canary was written into. */
  readonly homes: ReadonlyMap<string, string>;
};

export const historyOf = (log: readonly LogRow[], catalog: Catalog, complain: (what: string) => void): History => {
  const states = new Map<string, State[]>();
  const homes = new Map<string, string>();
  for (const row of log) {
    const definition = catalog.named(row.collection);
    if (!definition) continue;
    const key = `${row.collection}/${row.id}`;
    const past = states.get(key) ?? [];
    const before = past.at(-1);
    if (row.version !== (before?.record.version ?? 0) + 1)
      complain(`${key} goes from version ${before?.record.version ?? 0} to ${row.version} at ${row.seq}`);
    const gone = row.op === 'delete' ? row.at : row.op === 'restore' ? null : (before?.record.deletedAt ?? null);
    const record = { ...before?.record, ...row.patch, id: row.id, version: row.version, deletedAt: gone } as AnyRecord;
    const { seq, mid, after: scopes } = row;
    past.push({ seq, mid, at: Date.parse(row.at), definition, record, scopes });
    states.set(key, past);
    for (const word of canariesIn(JSON.stringify(row.patch))) homes.set(word, key);
  }
  judgeScopes(log, states, complain);
  return { states, homes, grants: grantsOf(states, catalog) };
};

/** The scopes in the log are those that the records then were in; a child's follow from where its mutation left the parent. */
const judgeScopes = (
  log: readonly LogRow[],
  states: ReadonlyMap<string, readonly State[]>,
  complain: (what: string) => void,
): void => {
  const lastOf = new Map(log.map(({ mid, seq }) => [mid, seq]));
  for (const [key, past] of states)
    for (const { seq, mid, definition, record, scopes } of past) {
      const end = lastOf.get(mid) ?? seq;
      const find: Find = (of, id) =>
        states.get(`${of.name}/${id}`)?.findLast((state) => state.seq <= end)?.record ?? null;
      const expected = scopesOf(definition, record, find);
      if (JSON.stringify(expected.toSorted()) !== JSON.stringify([...scopes].toSorted()))
        complain(`${key} at ${seq} is in ${expected.join()}, the log says ${scopes.join()}`);
    }
};

const grantsOf = (states: ReadonlyMap<string, readonly State[]>, catalog: Catalog): Map<string, Grant[]> => {
  const grants = new Map<string, Grant[]>();
  for (const [key, past] of states) {
    if (!key.startsWith('users/')) continue;
    const held = past.map(({ seq, at, record }) => ({ seq, at, scopes: new Set(scopesOfUser(record, catalog)) }));
    grants.set(key.slice('users/'.length), held);
  }
  return grants;
};

const scopesOfUser = (user: AnyRecord, { collections }: Catalog): string[] => {
  const person = personOf(people, user);
  const modules = collections.map(({ name }) => name);
  return person.active ? audienceOf({ ...person, modules }, collections) : [];
};

type Span<T> = { readonly from: number; readonly to: number; readonly it: T };

const spans = <T extends { readonly seq: number }>(states: readonly T[]): Span<T>[] =>
  states.map((it, i) => ({ from: it.seq, to: states[i + 1]?.seq ?? Infinity, it }));

/**
 * Whether there was a moment in the log at which this person saw this text. With `late`, access that ended less than
 * `grace` before that time of the clock counts as still there: it may take that long to reach a pod that is being read.
 */
export const couldSee = (
  { homes, states, grants }: History,
  userId: string,
  word: string,
  late: number | null,
  grace = 0,
): boolean => {
  const home = homes.get(word);
  if (home === undefined) return false;
  const held = spans(grants.get(userId) ?? []);
  const shown = spans(states.get(home) ?? []).filter(({ it }) => JSON.stringify(it.record).includes(word));
  return shown.some((text) =>
    held.some((grant) => {
      const { definition, record, scopes } = text.it;
      const shared = scopes.filter((scope) => grant.it.scopes.has(scope));
      if (!shared.some((scope) => showsIn(definition, record, scope, word))) return false;
      if (grant.from < text.to && text.from < grant.to) return true;
      const ended = held.find((next) => next.from === grant.to)?.it.at;
      return late !== null && ended !== undefined && late - ended < grace;
    }),
  );
};

/** Whether an audience that sees only some fields sees this text. */
const showsIn = (definition: Collection, record: AnyRecord, scope: string, word: string): boolean =>
  JSON.stringify(maskFields(definition, record, [scope])).includes(word);
