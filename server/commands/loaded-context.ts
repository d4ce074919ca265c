import type { MutationAnswer } from '#shared/protocol.ts';
import type { Collection } from '#shared/collection.ts';
import type { LinkQuery } from '#shared/transaction.ts';
import type { Undoing } from '#shared/undo.ts';
import type { StoredRecord } from '#server/database/rows.ts';

export type StoredAnswer = {
  readonly actorId: string;
  readonly hash: string;
  readonly answer: MutationAnswer;
};

/** A mutation of before, that its author wants to undo. */
export type DoneMutation = Undoing & {
  readonly mid: string;
  readonly actorId: string;
  /** The command that was asked for; of an undo, the one that it undid. */
  readonly command: string;
  readonly on: Collection;
  /** It changed a field that is out of use now: it cannot be undone as a whole. */ readonly isPartial: boolean;
};

export type LoadedLinks = {
  readonly collection: Collection;
  readonly records: readonly StoredRecord[];
  readonly total: number;
};

/** What a batch of mutations needs to know. */
export type LoadedContext = {
  readonly answers: ReadonlyMap<string, StoredAnswer>;
  readonly records: ReadonlyMap<string, StoredRecord>;
  /** The keys of records that were asked for, found or not. */
  readonly asked: ReadonlySet<string>;
  readonly linked: ReadonlyMap<string, LoadedLinks>;
  /** The version of the tenant's catalog at the moment of reading. */
  readonly catalogVersion: number;
  /** By mid; nothing where it is not known. */
  readonly done: ReadonlyMap<string, DoneMutation>;
};

export const linkKey = ({ collection, field, id, to, deletedAt = '' }: LinkQuery): string =>
  `${collection.name}.${field}=${to}/${id} ${deletedAt}`;
