import { randomUUID } from 'node:crypto';
import type { Actor, Moment } from '#shared/actor.ts';
import { audienceOf, present, presentPatch, scopesOf } from '#shared/can.ts';
import { type Change, type Mutation, type MutationAnswer } from '#shared/protocol.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import { dayOf } from '#shared/calendar-day.ts';
import { collections, moduleCommands } from '#shared/modules/index.ts';
import { derivedCommands, runCommand, runnable } from '#shared/run-command.ts';
import { Refusal, type RefusalData } from '#shared/refusal.ts';

export const timeZone = 'Asia/Kolkata';

export type Row = {
  seq: number;
  at: string;
  mid: string;
  by: Actor;
  command: string;
  reason: string | null;
  definition: Collection;
  id: string;
  version: number;
  op: 'create' | 'update' | 'delete' | 'restore';
  before: string[];
  after: string[];
  prevs: Record<string, number>;
  patch: Record<string, unknown>;
  old: AnyRecord | null;
  next: AnyRecord;
  parent: AnyRecord | null;
};

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
  const parentOf = (definition: Collection, record: AnyRecord): AnyRecord | null =>
    definition.parent
      ? (table(definition.parent.collection()).get(String(record[definition.parent.field])) ?? null)
      : null;
  const held = (who: Actor): string[] => audienceOf(who, collections);
  const seen = (who: Actor, definition: Collection, record: AnyRecord): AnyRecord | null =>
    present(definition, record, held(who), parentOf(definition, record));

  const changesFor = (row: Row, scopes: readonly string[]): Change[] =>
    [...new Set([...row.before, ...row.after])].flatMap((scope): Change[] => {
      if (!scopes.includes(scope) || row.prevs[scope] === undefined) return [];
      const op = !row.after.includes(scope) ? 'remove' : row.before.includes(scope) ? 'patch' : 'upsert';
      const data =
        op === 'remove'
          ? null
          : op === 'patch'
            ? presentPatch(row.definition, row.patch, [scope])
            : present(row.definition, row.next, [scope], row.parent);
      return [
        {
          epoch,
          seq: row.seq,
          prev: row.prevs[scope] ?? 0,
          scope,
          collection: row.definition.name,
          id: row.id,
          version: row.version,
          op,
          data,
          by: { id: row.by.id, name: row.by.name },
          at: row.at,
          mid: row.mid,
        },
      ];
    });

  const write = (row: Omit<Row, 'seq' | 'at' | 'before' | 'after' | 'prevs' | 'parent'>): Row => {
    seq += 1;
    const parent = parentOf(row.definition, row.next);
    const before = row.old ? scopesOf(row.definition, row.old, parent) : [];
    const after = scopesOf(row.definition, row.next, parent);
    const audiences = [...new Set([...before, ...after])];
    const prevs = Object.fromEntries(audiences.map((scope) => [scope, heads[scope] ?? 0]));
    for (const scope of audiences) heads[scope] = seq;
    table(row.definition).set(row.id, row.next);
    const full = { ...row, seq, at: now().toISOString(), before, after, prevs, parent };
    log.push(full);
    return full;
  };

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

  const attempt = (who: Actor, { mid, name, args, base }: Mutation): MutationAnswer => {
    try {
      const refused = refuse({ mid, name, args });
      if (refused) return { ok: false, mid, error: refused };
      const command = commands.get(name);
      if (!command) throw new Refusal('BAD_REQUEST', `no command ${name}`);
      const definition = command.collection;
      const id = typeof args['id'] === 'string' ? args['id'] : randomUUID();
      const record = table(definition).get(id) ?? null;
      const { op, next, patch } = runCommand(command, { args, record, actor: who, moment: momentOf(who), newId: id });
      if (op === 'update' && Object.keys(patch).length === 0)
        return { ok: true, mid, seq, record: record && seen(who, definition, record) };
      const versions = fieldVersions.get(`${definition.name}/${id}`) ?? new Map<string, number>();
      for (const field of Object.keys(patch)) {
        if (typeof base === 'number' && op === 'update' && (versions.get(field) ?? 0) > base) {
          throw new Refusal('CONFLICT', 'Changed since.', {
            field,
            current: record?.[field],
            version: versions.get(field) ?? 0,
            by: log.findLast((row) => row.id === id && field in row.patch)?.by.name ?? '',
          });
        }
      }
      const version = (record?.version ?? 0) + 1;
      for (const field of Object.keys(patch)) versions.set(field, version);
      fieldVersions.set(`${definition.name}/${id}`, versions);
      const stamped = { ...next, version, updatedAt: now().toISOString(), updatedBy: who.id };
      const row = write({
        mid,
        by: who,
        command: name,
        reason: null,
        definition,
        id,
        version,
        op,
        patch: { ...patch, updatedAt: stamped.updatedAt, updatedBy: who.id },
        old: record,
        next: stamped,
      });
      announce(row);
      return { ok: true, mid, seq: row.seq, record: seen(who, definition, stamped) };
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
    happenedTo: (id: string): Row[] => log.filter((row) => row.id === id),
    restore: (): void => {
      epoch = randomUUID();
      log = [];
      heads = {};
    },
  };
};
