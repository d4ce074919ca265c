import type { Accessor } from 'solid-js';
import type { Moment } from '#shared/actor.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { Action, AnyRecord, Collection, Patch, RecordOf } from '#shared/collection.ts';
import type { Command } from '#shared/command.ts';
import type { MutationAnswer, Profile } from '#shared/protocol.ts';
import type { RecordRef } from '#shared/record-ref.ts';
import type { Runnable } from '#shared/run-command.ts';
import type { Bulk, BulkOutcome, BulkUndone, MutateMany } from '#client/store/bulk.ts';
import type { ReadIds } from '#client/store/read-ids.ts';
import type { Undo } from '#client/store/undo.ts';
import type { PersonalStorage } from '#client/lib/personal-storage.ts';
import type { Person } from '#client/lib/person.ts';
import type {
  FacetsQuery,
  ListQuery,
  LiveActivity,
  LiveFacets,
  LiveList,
  MutateOptions,
  RefusedEvent,
  RemovedEvent,
  RecentEdit,
} from '#client/store/types.ts';
import type { ConnectionState } from '#client/sync/connection.ts';
import type { RefreshedSession } from '#client/sync/session-renewal.ts';

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

export type LiveEvent =
  | RefusedEvent
  | RemovedEvent
  /** A change of mine is undone: as far as is known here, and when the server has answered. */
  | { readonly kind: 'undone' }
  /** Many changes of one act are on their way; they are over; they were undone, but for those in `left`. */
  | { readonly kind: 'group-started'; readonly bulk: Bulk }
  | ({ readonly kind: 'group-done' } & BulkOutcome)
  | ({ readonly kind: 'group-undone' } & BulkUndone)
  /** Too much was missed to catch up, so everything shown was loaded again. */
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
  /** The tenant's collections and commands as they are now; the product's before the first welcome. */
  readonly catalog: Accessor<Catalog>;
  /** Follows the server's clock; ticks at midnight in the tenant's time zone, too. */
  readonly moment: Accessor<Moment>;
  /** How many of my changes have not been confirmed. */
  readonly unsent: Accessor<number>;
  /** How many of them are not kept on this device: warn before the tab closes. */
  readonly lostOnClose: Accessor<number>;
  /** What this device keeps for who is signed in; null until that is known. */
  readonly storage: Accessor<PersonalStorage | null>;

  can(action: Action, definition: Collection, record?: AnyRecord | null): boolean;
  /** Reactive, my unconfirmed changes included. undefined: being fetched; null: not there, or not yours. */
  record<C extends Collection>(definition: C, id: string): RecordOf<C> | null | undefined;
  /** Call it inside a component or root: it stops with its owner. So do `facets` and `activity`. */
  list(query: Accessor<ListQuery | null>): LiveList;
  /** The ids of a list's records, as they are now: also of those that are not loaded. */
  readonly readIds: ReadIds;
  /** Asks for these records again, so that those which are no longer mine to see are known to be gone. */
  refresh(definition: Collection, ids: readonly string[]): void;
  /** Calls with each record that leaves my sight. */
  onGone(listener: (definition: Collection, id: string) => void): () => void;
  /** Calls with the name of each collection in which a record that I see, saw or come to see has changed. */
  onChanged(listener: (collection: string) => void): () => void;
  facets(query: Accessor<FacetsQuery | null>): LiveFacets;
  /**
   * Whether this number or address must not be contacted, wherever the record is that says so; false for what is none.
   * Null once it is no longer wanted.
   */
  isListed(definition: Collection, field: string, value: string, wanted: () => boolean): Promise<boolean | null>;
  activity(target: Accessor<{ readonly collection: Collection; readonly id: string } | null>): LiveActivity;

  /** Shown at once, and no more when refused. Never throws: the answer says how it went. */
  mutate(command: Runnable | Command, args: Patch, options?: MutateOptions): Promise<MutationAnswer>;
  /** The same change of many records: in batches, with progress and a result each; undone as one. */
  readonly mutateMany: MutateMany;
  /** Reactive: a change of mine to this record has been under way for more than 400 ms. */
  pending(definition: Collection, id: string): boolean;
  /** Reactive; clears itself after two seconds. */
  recentEdit(definition: Collection, id: string): RecentEdit | null;
  readonly undo: {
    readonly last: Undo['last'];
    readonly next: Undo['next'];
    /**
     * Undoes my last act; null when there is none, or where it cannot be undone. A CONFLICT when another person changed
     * the same since.
     */
    readonly run: Undo['run'];
    readonly redo: Undo['redo'];
    readonly runGroup: Undo['runGroup'];
    /** Notes an act that cannot be undone. */
    readonly block: Undo['block'];
    /** Undoes a change of mine by its number, as a record's activity names it: also one from before this page. */
    of(mid: string, about: RecordRef, describe: string): Promise<MutationAnswer>;
  };

  /** Which record I have open; null when none. */
  view(definition: Collection, id: string | null): void;
  /** Reactive: who else has this record open. */
  presence(definition: Collection, id: string): readonly Person[];

  onEvent(listener: (event: LiveEvent) => void): () => void;
  signOut(): Promise<void>;
  close(): void;
};
