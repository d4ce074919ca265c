import type { Actor } from '#shared/actor.ts';
import { maskFields, presentPatch } from '#shared/can.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { Change } from '#shared/protocol.ts';

/** A change as the fake database keeps it. */
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
};

/** What a change is to those who listen in these scopes. */
export const changesOf = (row: Row, scopes: readonly string[], epoch: string): Change[] =>
  [...new Set([...row.before, ...row.after])].flatMap((scope): Change[] => {
    if (!scopes.includes(scope) || row.prevs[scope] === undefined) return [];
    const op = !row.after.includes(scope) ? 'remove' : row.before.includes(scope) ? 'patch' : 'upsert';
    const data = {
      remove: () => null,
      patch: () => presentPatch(row.definition, row.patch, [scope]),
      upsert: () => maskFields(row.definition, row.next, [scope]),
    }[op]();
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
