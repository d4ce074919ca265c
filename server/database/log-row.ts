import type { AnyRecord } from '#shared/collection.ts';

/** One entry of the change log: audit, activity, catch-up and live announcement all read the same. */
export type LogRow = {
  readonly seq: number;
  /** ISO, UTC. */
  readonly at: string;
  readonly mid: string;
  readonly command: string;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly reason: string | null;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  readonly op: 'create' | 'update' | 'delete' | 'restore';
  /** The scopes that the record was in, and is in. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** For every scope that hears of it, the number of the change before this one in it. */
  readonly prevs: { readonly [scope: string]: number };
  readonly patch: { readonly [field: string]: unknown };
  /** What the patched fields held before. */
  readonly old: { readonly [field: string]: unknown };
  /** The whole record, kept when some scope sees it for the first time. */
  readonly record: AnyRecord | null;
  /** What it follows from; null where a person did it by hand, or the product for no other change, as with a sign-in. */
  readonly cause: Cause | null;
  /** The act of a person that it was part of; null where it was one by itself. */
  readonly group: string | null;
};

/**
 * A change that another one led to or that undoes another one (`id` is that one's mid), or a row of an import (`id` is
 * the import's).
 */
export type Cause = {
  readonly kind: 'reaction' | 'import' | 'undo';
  readonly id: string;
  /** For an undo: the command that was first asked for, also where an undo is undone. */
  readonly command?: string;
  /** How many reactions, one after the other, led to it. */
  readonly depth: number;
};
