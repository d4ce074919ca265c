import { randomUUID } from 'node:crypto';
import type { Actor, Moment } from '#shared/actor.ts';
import { audienceOf, present, scopesOf } from '#shared/can.ts';
import { type Change, type Mutation, type MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { dayOf } from '#shared/calendar-day.ts';
import { collections, moduleCommands, productCatalog } from '#shared/modules/index.ts';
import { keyOf, type Find } from '#shared/record-ref.ts';
import { pointsAt } from '#shared/link-rules.ts';
import { consequences } from '#shared/on-delete.ts';
import { derivedCommands, runCommand, runnable, undoOf, type Runnable } from '#shared/run-command.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';
import type { Linked, LinkQuery, Write } from '#shared/transaction.ts';
import type { Undoing, UndoRow } from '#shared/undo.ts';
import { movedChildren } from './fake-children.ts';
import { createFakeGroups } from './fake-groups.ts';
import { changesOf, type Row } from './fake-log.ts';

export const timeZone = 'Asia/Kolkata';

const commands = new Map(
  [...collections.flatMap(derivedCommands), ...moduleCommands.map(runnable)].map((command) => [command.name, command]),
);

export const refusalOf = (error: unknown): RefusalData => {
  if (error instanceof Refusal) return error.toJSON();
  console.error(error);
  return { code: 'DEFECT', message: String(error) };
};

type Ports = {
  /** Says no before anything is looked at. */
  readonly refuse: (mutation: Mutation) => RefusalData | null;
  readonly announce: (row: Row) => void;
  /** The server's time. */
  readonly now: () => Date;
};

/** What a tenant's database and its commands are to a client, in memory: records, a log, scopes and stored answers. */
export const createFakeDatabase = ({ refuse, announce, now }: Ports) => {
  const tables = new Map<string, Map<string, AnyRecord>>();
  const fieldVersions = new Map<string, Map<string, number>>();
  const answers = new Map<string, MutationAnswer>();
  const groups = createFakeGroups(() => log);
  let log: Row[] = [];
  let heads: Record<string, number> = {};
  let seq = 0;
  let epoch = 'first';

  const table = (definition: Collection): Map<string, AnyRecord> => {
    let rows = tables.get(definition.name);
    if (!rows) tables.set(definition.name, (rows = new Map()));
    return rows;
  };
  const momentOf = (who: Actor): Moment => ({
    now: now().toISOString(),
    today: dayOf(now(), timeZone),
    timeZone,
    me: who.id,
  });
  const find: Find = (definition, id) => table(definition).get(id) ?? null;
  const linked = (query: LinkQuery): Linked => {
    const records = [...table(query.collection).values()].filter((record) => pointsAt(record, query));
    return { records, total: records.length };
  };
  /** People are given rights here and lose them; what an actor may do is kept with the object, so each question has its own. */
  const asNow = (who: Actor): Actor => ({ ...who });
  const held = (who: Actor): string[] => audienceOf(asNow(who), collections);
  const seen = (who: Actor, definition: Collection, record: AnyRecord): AnyRecord | null =>
    present(definition, record, held(who), find);

  const changesFor = (row: Row, scopes: readonly string[]): Change[] => changesOf(row, scopes, epoch);

  /** `was`: the records that the same mutation has written, as they were before it. */
  const write = (row: Omit<Row, 'seq' | 'at' | 'before' | 'after' | 'prevs'>, was: Find): Row => {
    seq += 1;
    const before = row.old ? scopesOf(row.definition, row.old, was) : [];
    const after = scopesOf(row.definition, row.next, find);
    const audiences = [...new Set([...before, ...after])].filter(
      (scope) =>
        !(before.includes(scope) && after.includes(scope)) || row.op !== 'update' || Object.keys(row.patch).length > 0,
    );
    const prevs = Object.fromEntries(audiences.map((scope) => [scope, heads[scope] ?? 0]));
    for (const scope of audiences) heads[scope] = seq;
    const full = { ...row, seq, at: now().toISOString(), before, after, prevs };
    log.push(full);
    return full;
  };

  /** By the mid of an undo: the command that was asked for first. */
  const undone = new Map<unknown, Runnable>();

  const run = (who: Actor, mutation: Mutation): MutationAnswer => {
    const stored = answers.get(mutation.mid);
    if (stored) return repeated(who, mutation, stored);
    const answer = attempt(who, mutation);
    answers.set(mutation.mid, answer);
    return answer;
  };

  /** What it made of the record is shown only to a person who sees that record now. */
  const repeated = (who: Actor, { name }: Mutation, answer: MutationAnswer): MutationAnswer => {
    const definition = commands.get(name)?.collection;
    if (!answer.ok || !answer.record || !definition) return answer;
    const current = table(definition).get(answer.record.id);
    return {
      ...answer,
      record: current && seen(who, definition, current) ? seen(who, definition, answer.record) : null,
    };
  };

  /** What a mutation did, and what others have changed since. */
  const undoingOf = (who: Actor, of: unknown): Undoing | undefined => {
    const rows = log.filter((row) => row.mid === of && row.by === who);
    const [first] = rows;
    return (
      first && {
        at: first.at,
        rows: rows.flatMap(({ definition, id, op, patch, old, seq: at }): UndoRow[] => {
          const made = Object.fromEntries(Object.entries(patch).filter(([field]) => field in definition.fields));
          if (op === 'update' && Object.keys(made).length === 0) return [];
          const since = log.filter((row) => row.id === id && row.seq > at && row.by !== who);
          return [
            {
              collection: definition,
              id,
              op,
              made,
              old:
                op !== 'create'
                  ? Object.fromEntries(Object.keys(made).map((field) => [field, old?.[field] ?? null]))
                  : {},
              since: since.map((row) => ({ by: row.by.name, version: row.version, fields: Object.keys(row.patch) })),
            },
          ];
        }),
      }
    );
  };

  const refuseConflict = ({ collection, op, previous, next, patch }: Write, base: Mutation['base']): void => {
    const versions = fieldVersions.get(keyOf(collection, next.id));
    for (const field of Object.keys(patch)) {
      const version = versions?.get(field) ?? 0;
      if (typeof base !== 'number' || op !== 'update' || version <= base) continue;
      throw new Refusal('CONFLICT', 'Changed since.', {
        field,
        current: previous?.[field],
        version,
        by: log.findLast((row) => row.id === next.id && field in row.patch)?.by.name ?? '',
      });
    }
  };

  const attempt = (who: Actor, { mid, name, args, base, group }: Mutation): MutationAnswer => {
    try {
      const refused = refuse({ mid, name, args });
      if (refused) return { ok: false, mid, error: refused };
      const undoing = name === 'undo' ? undoingOf(who, args['of']) : undefined;
      const original = undone.get(args['of']) ?? commands.get(log.find((row) => row.mid === args['of'])?.command ?? '');
      const command = undoing && original ? undoOf(original) : commands.get(name);
      if (!command) throw new Refusal('NOT_FOUND', `no command ${name}`);
      const definition = command.collection;
      const { writes, subject } = runCommand(command, {
        args,
        actor: asNow(who),
        moment: momentOf(who),
        find,
        linked,
        consequences,
        mid,
        catalog: productCatalog,
        ...(undoing ? { undoing } : {}),
      });
      const target = writes.find(({ collection, next }) => collection === definition && next.id === subject?.id);
      if (target) refuseConflict(target, base);
      const was = new Map(
        writes.map(({ collection, next }) => [keyOf(collection, next.id), find(collection, next.id)]),
      );
      const before: Find = (of, id) => (was.has(keyOf(of, id)) ? was.get(keyOf(of, id)) : find(of, id));
      const stamped = writes.map(({ collection, op, next, patch }) => {
        const old = find(collection, next.id) ?? null;
        const version = (old?.version ?? 0) + 1;
        const versions = fieldVersions.get(keyOf(collection, next.id)) ?? new Map<string, number>();
        for (const field of Object.keys(patch)) versions.set(field, version);
        fieldVersions.set(keyOf(collection, next.id), versions);
        const stamp = { updatedAt: now().toISOString(), updatedBy: who.id };
        const record = { ...next, version, ...stamp };
        table(collection).set(next.id, record);
        return { definition: collection, id: next.id, op, version, patch: { ...patch, ...stamp }, old, next: record };
      });
      if (undoing && original) undone.set(mid, original);
      const about = { mid, by: who, command: name, reason: null };
      const rows = stamped.map((one) => write({ ...about, ...one }, before));
      for (const child of movedChildren(rows, table)) {
        if (was.has(keyOf(child.definition, child.id))) continue;
        table(child.definition).set(child.id, child.next);
        rows.push(write({ ...about, ...child }, before));
      }
      if (group && rows.length > 0) groups.add(mid, group);
      for (const row of rows) announce(row);
      const own = rows.find((row) => row.definition === definition && row.id === subject?.id);
      const also = stamped
        .filter((one) => one.id !== subject?.id)
        .map((one) => ({ collection: one.definition.name, id: one.id, record: seen(who, one.definition, one.next) }));
      const record = own?.next ?? subject;
      return {
        ok: true,
        mid,
        seq: own?.seq ?? rows.at(-1)?.seq ?? seq,
        record: record ? seen(who, definition, record) : null,
        ...(also.length > 0 ? { also } : {}),
      };
    } catch (error) {
      return { ok: false, mid, error: refusalOf(error) };
    }
  };

  const visible = (who: Actor, definition: Collection): AnyRecord[] =>
    [...table(definition).values()].flatMap((record) => seen(who, definition, record) ?? []);

  return {
    run,
    table,
    momentOf,
    held,
    visible,
    changesFor,
    now: () => ({ epoch, seq, heads }),
    since: (from: number): Row[] => log.filter((row) => row.seq > from),
    midsOf: groups.midsOf,
    happenedTo: (id: string): Row[] => log.filter((row) => row.id === id),
    restore: (): void => {
      epoch = randomUUID();
      log = [];
      heads = {};
    },
  };
};
