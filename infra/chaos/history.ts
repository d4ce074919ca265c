import { audienceOf, scopesOf } from '#shared/can.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { productCatalog, collections, modulesOf, people } from '#shared/modules/index.ts';
import { personOf } from '#shared/people.ts';
import type { LogRow } from '#server/database/log-row.ts';

import { canariesIn } from './canaries.ts';

/** What a record was from one number of the log to the next. */
type State = {
  readonly seq: number;
  readonly at: number;
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

export const historyOf = (log: readonly LogRow[], complain: (what: string) => void): History => {
  const states = new Map<string, State[]>();
  const homes = new Map<string, string>();
  for (const row of log) {
    const definition = productCatalog.named(row.collection);
    if (!definition) continue;
    const key = `${row.collection}/${row.id}`;
    const past = states.get(key) ?? [];
    const before = past.at(-1);
    if (row.version !== (before?.record.version ?? 0) + 1)
      complain(`${key} goes from version ${before?.record.version ?? 0} to ${row.version} at ${row.seq}`);
    const gone = row.op === 'delete' ? row.at : row.op === 'restore' ? null : (before?.record.deletedAt ?? null);
    const record = { ...before?.record, ...row.patch, id: row.id, version: row.version, deletedAt: gone } as AnyRecord;
    const scopes = definition.parent ? row.after : scopesOf(definition, record);
    if (JSON.stringify(scopes.toSorted()) !== JSON.stringify([...row.after].toSorted()))
      complain(`${key} at ${row.seq} is in ${scopes.join()}, the log says ${row.after.join()}`);
    states.set(key, [...past, { seq: row.seq, at: Date.parse(row.at), record, scopes }]);
    for (const word of canariesIn(JSON.stringify(row.patch))) homes.set(word, key);
  }
  return { states, homes, grants: grantsOf(states) };
};

const grantsOf = (states: ReadonlyMap<string, readonly State[]>): Map<string, Grant[]> => {
  const grants = new Map<string, Grant[]>();
  for (const [key, past] of states) {
    if (!key.startsWith('users/')) continue;
    const held = past.map(({ seq, at, record }) => ({ seq, at, scopes: new Set(scopesOfUser(record)) }));
    grants.set(key.slice('users/'.length), held);
  }
  return grants;
};

const scopesOfUser = (user: AnyRecord): string[] => {
  const person = personOf(people, user);
  return person.active ? audienceOf({ ...person, modules: modulesOf('dental') }, collections) : [];
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
      if (!text.it.scopes.some((scope) => grant.it.scopes.has(scope))) return false;
      if (grant.from < text.to && text.from < grant.to) return true;
      const ended = held.find((next) => next.from === grant.to)?.it.at;
      return late !== null && ended !== undefined && late - ended < grace;
    }),
  );
};
