import type { Catalog } from '#shared/catalog.ts';
import type { MutationAnswer } from '#shared/protocol.ts';
import { fieldEntries, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { people } from '#shared/modules/index.ts';
import { keyOf, parentRef, parentsOf, type RecordRef } from '#shared/record-ref.ts';
import { Refusal } from '#shared/refusal.ts';
import { inputOf, type Runnable } from '#shared/run-command.ts';
import type { LinkQuery } from '#shared/transaction.ts';
import { recordOf, quotedTable, storedColumns, type StoredRecord } from '#server/database/rows.ts';
import { columnOf, quotedColumn } from '#server/database/schema.ts';
import type { Database } from '#server/database/connection.ts';
import type { CommandRequest } from './command-request.ts';
import { catalogVersionSql } from '#server/tenants/catalog-cache.ts';
import { commandNamed } from './commands.ts';
import { loadDone } from './load-done.ts';
import { loadLinks } from './load-links.ts';
import type { LoadedContext, LoadedLinks, StoredAnswer } from './loaded-context.ts';

type Wanted = Map<Collection, Set<string>>;

type Found = {
  readonly answers: Map<string, StoredAnswer>;
  readonly records: Map<string, StoredRecord>;
  readonly asked: Set<string>;
  readonly linked: Map<string, LoadedLinks>;
  /** The version of the catalog that the first statement saw. */
  catalogVersion: number;
};

const want = (catalog: Catalog, wanted: Wanted, asked: { readonly name: string } | undefined, id: unknown): void => {
  const definition = asked && catalog.named(asked.name);
  // The arguments are not parsed yet, and an id may come in capitals.
  const key = typeof id === 'string' ? id.toLowerCase() : id;
  if (!definition || !isId(key)) return;
  const ids = wanted.get(definition);
  if (ids) ids.add(key);
  else wanted.set(definition, new Set([key]));
};

/** More than any field may hold; what is sent has not been checked yet. */
const mostRefs = 400;

const wantLinks = (catalog: Catalog, wanted: Wanted, command: Runnable, args: Patch): void => {
  for (const [name, value] of Object.entries(args)) {
    const field = Object.hasOwn(command.input, name) ? command.input[name] : undefined;
    for (const pointed of field?.kind.refs?.(value, field).slice(0, mostRefs) ?? [])
      want(catalog, wanted, catalog.targetOfRef(command.collection, pointed), pointed.id);
  }
  const parent = parentRef(command.collection, args);
  if (parent) want(catalog, wanted, parent.collection, parent.id);
};

/** What a run says that it reads, as far as that is known; arguments that are refused later read nothing. */
const wantReads = (
  catalog: Catalog,
  wanted: Wanted,
  command: Runnable,
  args: Patch,
  records: Found['records'],
): void => {
  if (!command.reads) return;
  const got = ({ collection, id }: RecordRef): AnyRecord | null => records.get(keyOf(collection, id)) ?? null;
  try {
    for (const { collection, id } of command.reads(inputOf(command, args) as never, got))
      want(catalog, wanted, collection, id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
};

/**
 * Reads, in one statement, the stored answers, the records in question, the records that they would point at, and who
 * asks. `missing` is what an earlier attempt found that it needs besides.
 */
export const loadContext = async (
  db: Database,
  catalog: Catalog,
  requests: readonly CommandRequest[],
  missing: readonly (RecordRef | LinkQuery)[],
): Promise<LoadedContext> => {
  const wanted: Wanted = new Map();
  const found: Found = {
    answers: new Map(),
    records: new Map(),
    asked: new Set(),
    linked: new Map(),
    catalogVersion: 0,
  };
  const undone = requests.flatMap(({ mutation: { name, args } }) =>
    name === 'undo' && typeof args['of'] === 'string' ? [args['of'].toLowerCase()] : [],
  );
  const done = await loadDone(db, catalog, undone.filter(isId));
  for (const { rows } of done.values()) for (const { collection, id } of rows) want(catalog, wanted, collection, id);
  for (const one of missing) if (!('field' in one)) want(catalog, wanted, one.collection, one.id);
  for (const { who, mutation } of requests) {
    if (who.kind === 'user') want(catalog, wanted, people, who.id);
    const command = commandNamed(catalog, mutation.name);
    if (!command) continue;
    want(catalog, wanted, command.collection, mutation.args['id']);
    wantLinks(catalog, wanted, command, mutation.args);
    const patch = mutation.args['patch'];
    if (typeof patch === 'object' && patch !== null) wantLinks(catalog, wanted, command, patch as Patch);
    wantReads(catalog, wanted, command, mutation.args, found.records);
  }
  const mids = requests.map((request) => request.mutation.mid);
  await load(db, catalog, mids, wanted, found);
  const again: Wanted = new Map();
  for (const { mutation } of requests) {
    const command = commandNamed(catalog, mutation.name);
    // An answer given before is shown only to who still sees its record; a create did not name it.
    const stored = found.answers.get(mutation.mid)?.answer;
    if (stored?.ok && stored.record) want(catalog, again, command?.collection, stored.record.id);
    for (const { collection, id } of (stored?.ok && stored.also) || []) want(catalog, again, { name: collection }, id);
    // What a run reads may follow from what it has read.
    if (command) wantReads(catalog, again, command, mutation.args, found.records);
  }
  const links = missing.flatMap((one) => ('field' in one ? [one] : []));
  await Promise.all([loadMore(db, catalog, again, found), loadLinks(db, catalog, links, found.linked)]);
  for (const { collection, records } of found.linked.values())
    for (const record of records) addRecord(found, collection, record);
  // What others changed is read behind the records: a change that is not in it makes the commit stale.
  return { ...found, done: done.size > 0 ? await loadDone(db, catalog, [...done.keys()]) : done };
};

/** Reads more than a first attempt had asked for: in a second statement, where there is something to read. */
const loadMore = async (db: Database, catalog: Catalog, wanted: Wanted, found: Found): Promise<void> => {
  const rest: Wanted = new Map();
  for (const [definition, ids] of wanted)
    for (const id of ids) if (!found.asked.has(keyOf(definition, id))) want(catalog, rest, definition, id);
  if (rest.size > 0) await load(db, catalog, [], rest, found);
};

const load = async (
  db: Database,
  catalog: Catalog,
  mids: readonly string[],
  wanted: Wanted,
  found: Found,
): Promise<void> => {
  const { answers, asked } = found;
  const sources = [...wanted.keys()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = await db.prepared<{ source: string; row: Record<string, unknown> }>(
    [
      `select 'catalog' as source, json_build_object('version', ${catalogVersionSql}) as row`,
      `select 'mutations', row_to_json(m) from (select mid, actor_id, hash, seq, answer from mutations) m where mid = any($1::uuid[])`,
      ...sources.flatMap((definition, i) => [
        `${storedSql(definition)} where id = any($${i + 2}::uuid[])`,
        ...parentsOf(definition).map((parent) => parentSql(definition, parent, i + 2)),
        ...hierarchiesOf(definition).map((name) => aboveSql(definition, name, i + 2)),
      ]),
    ].join(' union all '),
    [mids, ...sources.map((definition) => [...(wanted.get(definition) ?? [])])],
  );
  for (const [definition, ids] of wanted) for (const id of ids) asked.add(keyOf(definition, id));
  for (const { source, row } of rows) {
    const definition = source === 'catalog' ? undefined : catalog.named(source);
    // A second read finds it later than the first, and what the first one read counts.
    if (source === 'catalog') found.catalogVersion ||= Number(row['version']);
    else if (definition) addRecord(found, definition, recordOf(definition, row));
    else answers.set(String(row['mid']), storedAnswer(row));
  }
};

const addRecord = ({ records, asked }: Found, definition: Collection, record: StoredRecord): void => {
  const key = keyOf(definition, record.id);
  records.set(key, record);
  asked.add(key);
};

/** A collection's records as JSON; `to_jsonb` would build it twice. */
const storedSql = (definition: Collection): string =>
  `select '${definition.name}', row_to_json(t) from (select ${storedColumns(definition).join(', ')} from ${quotedTable(definition)}) t`;

/** A child's parent, which decides who sees it, comes with it. */
const parentSql = (child: Collection, parent: Collection, parameter: number): string =>
  `${storedSql(parent)} where id in (select "${columnOf(child.parent?.field ?? '')}" from ${quotedTable(child)} where id = any($${parameter}::uuid[]))`;

/** The links by which records of a collection stand above each other. */
const hierarchiesOf = (definition: Collection): string[] =>
  fieldEntries(definition).flatMap(([name, { to, kind }]) => (to === 'self' && !kind.isList ? [name] : []));

/** All that is above a record comes with it, however deep: what is put there may not be below it. */
const aboveSql = (definition: Collection, name: string, parameter: number): string => {
  const [table, column] = [quotedTable(definition), quotedColumn(name)];
  return `${storedSql(definition)} where id in (
    with recursive above (id) as (
      select ${column} from ${table} where id = any($${parameter}::uuid[])
      union select o.${column} from ${table} o join above on o.id = above.id
    ) select id from above)`;
};

const storedAnswer = (row: Record<string, unknown>): StoredAnswer => {
  const answer = row['answer'] as MutationAnswer;
  return {
    actorId: String(row['actor_id']),
    hash: String(row['hash']),
    answer: answer.ok ? { ...answer, seq: Number(row['seq']) } : answer,
  };
};
