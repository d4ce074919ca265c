import type { Accessor } from 'solid-js';
import type { ActivityEntry, FacetsAnswer } from '#shared/protocol.ts';
import type { Collection, Patch, Sort } from '#shared/collection.ts';
import type { Filter } from '#shared/filter.ts';
import type { RefusalData } from '#shared/refusal.ts';
import type { Person } from '#client/lib/person.ts';

export type FacetRows = Extract<FacetsAnswer, { ok: true }>['rows'];

export type ListQuery = { readonly collection: Collection; readonly filter: Filter; readonly sort: Sort };
export type FacetsQuery = {
  readonly collection: Collection;
  readonly filter: Filter;
  /** `stage`, `closeDate:month` */
  readonly by: readonly string[];
  /** `sum:amount` */
  readonly measures?: readonly string[];
};

export type MutateOptions = {
  /**
   * The version that the person was looking at, so that a change to the same field meanwhile is a CONFLICT.
   * `seen` (the default) is what is held now; take a number when the edit began earlier; null: the last writer wins.
   */
  readonly base?: 'seen' | number | null;
  /** False: it is no act of the person's own. A sentence: why it cannot be undone. */
  readonly undo?: boolean | string;
  /** How a toast or the undo button calls it; made from the fields and the record's name unless given. */
  readonly describe?: string;
  /** The number of one that was sent before and may have been done: then its answer comes again. */
  readonly mid?: string;
};

/** What would change in a frozen list if it were no longer frozen. */
export type ListDiff = { readonly added: number; readonly moved: number; readonly gone: number };

export type LiveList = {
  readonly ids: Accessor<readonly string[]>;
  /** The current query has been answered. Until then `ids` still shows the previous one's rows. */
  readonly ready: Accessor<boolean>;
  readonly loading: Accessor<boolean>;
  readonly error: Accessor<RefusalData | null>;
  /** There is nothing beyond `ids`. */
  readonly complete: Accessor<boolean>;
  loadMore(): void;
  /**
   * While frozen (pointer over the list, focus inside, a selection) rows change in place but the order stands still.
   * A row that is lost keeps its slot, with `record()` null. `freeze(false)` applies the difference.
   */
  freeze(held: boolean): void;
  readonly diff: Accessor<ListDiff>;
  applyDiff(): void;
  /** Puts what I changed myself where it belongs; what others changed still waits. */
  applyOwn(): void;
  /** The first record of the list as it is now, also while it is frozen. */
  readonly first: Accessor<string | null>;
};

export type LiveFacets = {
  /** Keeps the last answer while a newer one is fetched. */
  readonly rows: Accessor<FacetRows | undefined>;
  /** The current query has been answered. Until then `rows` still holds the previous one's. */
  readonly ready: Accessor<boolean>;
  readonly loading: Accessor<boolean>;
  readonly error: Accessor<RefusalData | null>;
};

export type LiveActivity = {
  /** Newest first; grows at the front as things happen. */
  readonly entries: Accessor<readonly ActivityEntry[] | undefined>;
  readonly more: Accessor<boolean>;
  readonly loading: Accessor<boolean>;
  readonly error: Accessor<RefusalData | null>;
  loadMore(): void;
};

/** Another person's change of a moment ago. `initials` for the tint is the screen's business. */
export type RecentEdit = { readonly by: Person; readonly at: number; readonly fields: readonly string[] };

/** My change was refused, and is shown no more. For CONFLICT, `mine` and `theirs` are the field's two values. */
export type RefusedEvent = {
  readonly kind: 'refused';
  readonly label: string;
  readonly error: RefusalData;
  readonly collection: string;
  readonly id: string | null;
  readonly command: string;
  readonly args: Patch;
  /** The version that the person saw, and the number of the mutation. */
  readonly base: number | null;
  readonly mid: string;
  readonly conflict: {
    readonly field: string;
    readonly mine: unknown;
    readonly theirs: unknown;
    readonly by: string | null;
    readonly version: number | null;
  } | null;
};

/** A record left what I may see. `by` is who did it; `mine` when I did. */
export type RemovedEvent = {
  readonly kind: 'removed';
  readonly collection: string;
  readonly id: string;
  readonly title: string;
  readonly by: Person | null;
  readonly mine: boolean;
};
