import type { MutationAnswer } from '#shared/protocol.ts';
import type { Collection, Patch } from '#shared/collection.ts';
import { isId } from '#shared/fields/id.ts';
import { collectionNamed, people, refTarget } from '#shared/modules/index.ts';
import type { Runnable } from '#shared/run-command.ts';
import { recordOf, quotedTable, type StoredRecord } from '#server/database/rows.ts';
import type { Database } from '#server/database/connection.ts';
import type { CommandRequest } from './command-request.ts';
import { commandNamed } from './commands.ts';

export type StoredAnswer = { readonly actorId: string; readonly hash: string; readonly answer: MutationAnswer };

/** What a batch of mutations needs to know, read in one statement. */
export type LoadedContext = {
  readonly answers: ReadonlyMap<string, StoredAnswer>;
  readonly records: ReadonlyMap<string, StoredRecord>;
};

export const recordKey = (definition: { readonly name: string }, id: string): string => `${definition.name}/${id}`;

type Wanted = Map<Collection, Set<string>>;

const want = (wanted: Wanted, definition: Collection | undefined, id: unknown): void => {
  // The arguments are not parsed yet, and an id may come in capitals.
  const key = typeof id === 'string' ? id.toLowerCase() : id;
  if (!definition || !isId(key)) return;
  const ids = wanted.get(definition);
  if (ids) ids.add(key);
  else wanted.set(definition, new Set([key]));
};

/** More than any field may hold; what is sent has not been checked yet. */
const mostRefs = 400;

const wantLinks = (wanted: Wanted, command: Runnable, args: Patch): void => {
  for (const [name, value] of Object.entries(args)) {
    const field = Object.hasOwn(command.input, name) ? command.input[name] : undefined;
    for (const ref of field?.kind.refs?.(value, field).slice(0, mostRefs) ?? [])
      want(wanted, refTarget(command.collection, ref), ref.id);
  }
};

/** Reads the stored answers, the records in question, the records they would point at, and who requests. */
export const loadContext = async (db: Database, requests: readonly CommandRequest[]): Promise<LoadedContext> => {
  const wanted: Wanted = new Map();
  for (const { who, mutation } of requests) {
    if (who.kind === 'user') want(wanted, people, who.id);
    const command = commandNamed(mutation.name);
    if (!command) continue;
    want(wanted, command.collection, mutation.args['id']);
    wantLinks(wanted, command, mutation.args);
    const patch = mutation.args['patch'];
    if (typeof patch === 'object' && patch !== null) wantLinks(wanted, command, patch as Patch);
  }
  const answers = new Map<string, StoredAnswer>();
  const records = new Map<string, StoredRecord>();
  await load(
    db,
    requests.map((request) => request.mutation.mid),
    wanted,
    { answers, records },
  );
  // An answer given before is shown only to whoever still sees its record; a create did not name it.
  const again: Wanted = new Map();
  for (const { mutation } of requests) {
    const stored = answers.get(mutation.mid)?.answer;
    const definition = commandNamed(mutation.name)?.collection;
    if (!stored?.ok || !stored.record || !definition) continue;
    if (!records.has(recordKey(definition, stored.record.id))) want(again, definition, stored.record.id);
  }
  if (again.size > 0) await load(db, [], again, { answers, records });
  return { answers, records };
};

type Found = { readonly answers: Map<string, StoredAnswer>; readonly records: Map<string, StoredRecord> };

const load = async (
  db: Database,
  mids: readonly string[],
  wanted: Wanted,
  { answers, records }: Found,
): Promise<void> => {
  const sources = [...wanted.keys()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = await db.prepared<{ source: string; row: Record<string, unknown> }>(
    [
      `select 'mutations' as source, to_jsonb(m) as row from mutations m where mid = any($1::uuid[])`,
      ...sources.map(
        (definition, i) =>
          `select '${definition.name}', to_jsonb(t) - 'search_text' from ${quotedTable(definition)} t where id = any($${i + 2}::uuid[])`,
      ),
    ].join(' union all '),
    [mids, ...sources.map((definition) => [...(wanted.get(definition) ?? [])])],
  );
  for (const { source, row } of rows) {
    const definition = collectionNamed(source);
    if (definition) records.set(recordKey(definition, String(row['id'])), recordOf(definition, row));
    else answers.set(String(row['mid']), storedAnswer(row));
  }
};

const storedAnswer = (row: Record<string, unknown>): StoredAnswer => {
  const answer = row['answer'] as MutationAnswer;
  return {
    actorId: String(row['actor_id']),
    hash: String(row['hash']),
    answer: answer.ok ? { ...answer, seq: Number(row['seq']) } : answer,
  };
};
