import type { Actor, Moment } from './actor.ts';
import type { AnyRecord, Collection, Patch, RecordOf } from './collection.ts';
import type { RecordRef } from './record-ref.ts';

export type Op = 'create' | 'update' | 'delete' | 'restore';

/** What a mutation does to one record. `patch` holds only what differs; for a create, every value. */
export type Write = {
  readonly collection: Collection;
  readonly op: Op;
  readonly previous: AnyRecord | null;
  readonly next: AnyRecord;
  readonly patch: Patch;
};

/** What a command's `run` may do: the same on the server's batch and on what a browser holds. */
export type Transaction = {
  /** The record as it is at this point of the run. Throws NOT_FOUND for what the actor does not see. */
  get<C extends Collection>(collection: C, id: string): RecordOf<C>;
  /** Throws the `Refusal` of the collection's rules, or FORBIDDEN where the actor may not. So do the others. */
  create<C extends Collection>(collection: C, values: ValuesOf<C>): RecordOf<C>;
  update<C extends Collection>(collection: C, id: string, patch: ValuesOf<C>): RecordOf<C>;
  delete(collection: Collection, id: string): void;
  restore(collection: Collection, id: string): void;
};

/** What a command's own `run` may do beside. */
export type RunTransaction = Transaction & {
  /** What the history says of why, where the person gave no reason of their own. */
  because(reason: string): void;
};

type ValuesOf<C> = { readonly [K in Exclude<keyof RecordOf<C>, 'id' | 'version'>]?: RecordOf<C>[K] };

/** What is at hand while a command or an effect runs. */
export type RunContext = Moment & { readonly actor: Actor; readonly reason: string | null };

/** What follows from a write by a module's rule, in the same transaction: a history can never miss one. */
export type Effect = {
  readonly of: Collection;
  run(tx: Transaction, write: Write, context: RunContext): void;
};

/** A link that points at records of some collection, and what becomes of its own record when one of those goes. */
export type LinkRule = {
  readonly collection: Collection;
  readonly field: string;
  readonly onDelete: 'refuse' | 'clear' | 'cascade';
  readonly onDeactivate: 'refuse' | 'clear' | 'offer' | 'keep';
  /** How a refusal goes on after "19 leads are". */
  readonly inUse: string | undefined;
};

/** What modules add to every write. */
export type Rules = {
  readonly effects: readonly Effect[];
  readonly linksTo: (collection: Collection) => readonly LinkRule[];
};

/** Records whose `field` points at the record with this id. */
export type LinkQuery = {
  readonly collection: Collection;
  readonly field: string;
  readonly id: string;
  /** The name of that record's collection. */
  readonly to: string;
  /** ISO: those that were deleted at that moment, in place of living ones. */
  readonly deletedAt?: string;
};

/** Living records that point at one; `total` may be more than were read. */
export type Linked = { readonly records: readonly AnyRecord[]; readonly total: number };

/**
 * Something that a run needs has not been read. The server reads it and runs again; the browser, which may not hold it,
 * leaves the outcome to the server.
 */
export class NotRead extends Error {
  override readonly name = 'NotRead';
  readonly missing: readonly (RecordRef | LinkQuery)[];

  constructor(...missing: readonly (RecordRef | LinkQuery)[]) {
    super(`${missing.map(({ collection, id }) => `${collection.name}/${id}`).join(', ')}: not read`);
    this.missing = missing;
  }
}

/**
 * The n-th id that a mutation makes without being given one. It follows from the mutation's own number, so that the
 * browser's prediction and the server make the same records. The time in a UUIDv7 stays in front.
 */
export const idAfter = (mid: string, n: number): string => {
  const tail = (Number.parseInt(mid.slice(24), 16) + n * stride) % 2 ** 48;
  return mid.slice(0, 24) + tail.toString(16).padStart(12, '0');
};

const stride = 0x9e_37_79_b9_7f;

/** The inverse of `idAfter`: which of the first `most` ids that a mutation makes this one is; 0 where it is none of them. */
export const placeAfter = (mid: string, id: string, most: number): number => {
  if (!id.startsWith(mid.slice(0, 24))) return 0;
  const [from, tail] = [Number.parseInt(mid.slice(24), 16), Number.parseInt(id.slice(24), 16)];
  for (let n = 1; n <= most; n++) if ((from + n * stride) % 2 ** 48 === tail) return n;
  return 0;
};
