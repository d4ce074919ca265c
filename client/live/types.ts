import type { Accessor } from 'solid-js';
import type { Moment } from '#shared/actor.ts';
import type { ActivityEntry, FacetsAnswer, Profile, MutationAnswer } from '#shared/protocol.ts';
import type { Action, AnyRecord, Collection, Patch, RecordOf, Sort } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { Filter } from '#shared/filter.ts';
import type { Runnable } from '#shared/run-command.ts';
import type { RefusalData } from '#shared/refusal.ts';

/** `offline` is read-only: nothing has answered for a minute, or the device says that it has no network. */
export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'ended';

export type Person = { readonly id: string; readonly name: string };

export type FacetRows = Extract<FacetsAnswer, { ok: true }>['rows'];

/** What a renewed session says of itself. Without `expiresAt` the socket's own answer counts. */
export type RefreshedSession = { readonly ok: boolean; readonly expiresAt?: string; readonly token?: string };

export type LiveOptions = {
  /** The tenant's slug: the socket is at `/{tenant}/socket.io`. */
  readonly tenant: string;
  /** Where the server is; this page's own origin unless said. */
  readonly origin?: string;
  /** Renews the session over REST (`POST /{tenant}/api/v1/auth/refresh`). Not ok: signed out. Throws: ask again later. */
  readonly refreshSession: () => Promise<RefreshedSession>;
  /** Ends the session over REST. */
  readonly endSession?: () => Promise<void>;
  /** How many records are kept beside those on the screen; 3,000 unless said. */
  readonly mostHeld?: number;
  /** For clients without the session cookie, tests among them. */
  readonly token?: () => string | null;
};

export type ListQuery = { readonly collection: Collection; readonly filter: Filter; readonly sort: Sort };
export type FacetsQuery = { readonly collection: Collection; readonly filter: Filter; readonly by: readonly string[] };

export type MutateOptions = {
  /**
   * The version that the person was looking at, so that a change to the same field meanwhile is a CONFLICT.
   * `seen` (the default) is what is held now; take a number when the edit began earlier; null: the last writer wins.
   */
  readonly base?: 'seen' | number | null;
  /** False keeps it off the undo stack. */
  readonly undo?: boolean;
  /** How a toast or the undo button calls it; made from the fields and the record's name unless given. */
  readonly describe?: string;
};

/** Waiting rows while a list is held still. */
export type Waiting = { readonly added: number; readonly moved: number; readonly gone: number };

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
   * While held (pointer over the list, focus inside, a selection) rows change in place but the order stands still.
   * A row that is lost keeps its slot, with `record()` null. Letting go applies what waits.
   */
  hold(held: boolean): void;
  readonly waiting: Accessor<Waiting>;
  applyWaiting(): void;
};

export type LiveFacets = {
  /** Keeps the last answer while a newer one is fetched. */
  readonly rows: Accessor<FacetRows | undefined>;
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
export type Touch = { readonly by: Person; readonly at: number; readonly fields: readonly string[] };

export type LiveEvent =
  /** My change was refused and taken back. For CONFLICT, `mine` and `theirs` are the field's two values. */
  | {
      readonly kind: 'refused';
      readonly label: string;
      readonly error: RefusalData;
      readonly collection: string;
      readonly id: string | null;
      readonly command: string;
      readonly args: Patch;
      readonly conflict: {
        readonly field: string;
        readonly mine: unknown;
        readonly theirs: unknown;
        readonly by: string | null;
        readonly version: number | null;
      } | null;
    }
  /** A record left what I may see. `by` is who did it; `mine` when I did. */
  | {
      readonly kind: 'removed';
      readonly collection: string;
      readonly id: string;
      readonly title: string;
      readonly by: Person | null;
      readonly mine: boolean;
    }
  /** Too much was missed to catch up, so everything shown was loaded afresh. */
  | { readonly kind: 'resynced'; readonly reason: string }
  | { readonly kind: 'access-changed'; readonly before: Profile; readonly me: Profile }
  /** This page speaks an older protocol than the server. */
  | { readonly kind: 'reload-needed' }
  | { readonly kind: 'ended'; readonly reason: string };

export type Live = {
  readonly state: Accessor<ConnectionState>;
  /** Since when (ms) what is shown may be out of date; null while live. */
  readonly staleSince: Accessor<number | null>;
  readonly endedBecause: Accessor<string | null>;
  readonly me: Accessor<Profile | null>;
  /** Ticks each minute, and at midnight in the tenant's time zone. */
  readonly moment: Accessor<Moment>;
  /** How many of my changes have not been confirmed; warn before the tab closes. */
  readonly unsent: Accessor<number>;

  can(action: Action, definition: Collection, record?: AnyRecord | null): boolean;
  /** Reactive, my unconfirmed changes included. undefined: being fetched; null: not there, or not yours. */
  record<C extends Collection>(definition: C, id: string): RecordOf<C> | null | undefined;
  /** Call it inside a component or root: it stops with its owner. So do `facets` and `activity`. */
  list(query: Accessor<ListQuery | null>): LiveList;
  facets(query: Accessor<FacetsQuery | null>): LiveFacets;
  activity(target: Accessor<{ readonly collection: Collection; readonly id: string } | null>): LiveActivity;

  /** Shown at once and taken back when refused. Never throws: the answer says how it went. */
  mutate(command: Runnable | Command, args: Patch, options?: MutateOptions): Promise<MutationAnswer>;
  /** Reactive: a change of mine to this record has been under way for more than 400 ms. */
  pending(definition: Collection, id: string): boolean;
  /** Reactive; clears itself after two seconds. */
  touched(definition: Collection, id: string): Touch | null;
  readonly undo: {
    readonly last: Accessor<{ readonly label: string; readonly at: number; readonly id: string } | null>;
    /** Takes back my last change; null when there is none. A CONFLICT when somebody changed the same since. */
    run(): Promise<MutationAnswer | null>;
  };

  /** Which record I have open; null when none. */
  view(definition: Collection, id: string | null): void;
  /** Reactive: who else has this record open. */
  presence(definition: Collection, id: string): readonly Person[];

  onEvent(listener: (event: LiveEvent) => void): () => void;
  signOut(): Promise<void>;
  close(): void;
};
