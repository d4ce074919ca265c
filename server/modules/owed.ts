import type { Actor } from '#shared/actor.ts';
import type { AnyRecord, Collection, Patch } from '#shared/collection.ts';

/** A change about to be committed, as a module sees it. */
export type Pending = {
  readonly op: 'create' | 'update' | 'delete' | 'restore';
  readonly next: AnyRecord;
  readonly previous: AnyRecord | null;
  readonly actor: Actor;
  readonly reason: string | null;
  /** ISO. */
  readonly now: string;
};

/** Records that a change owes, written in its own transaction: a history can never miss one. */
export type Owed = {
  readonly of: Collection;
  readonly records: (pending: Pending) => readonly { readonly definition: Collection; readonly values: Patch }[];
};
