import type { Memberships, Role } from './actor.ts';
import type { AnyRecord } from './collection.ts';
import type { Difference } from './fields/differences.ts';
import type { RefusalData } from './refusal.ts';
import type { LeftOut } from './retired.ts';

/** The version of everything in this file. A client of another version is told to reload. */
export const protocolVersion = 3;

/** The largest message that a client may send, in bytes. */
export const maxMessageBytes = 65_536;

/** client → server `mutate`. The same `mid` again returns the stored answer and changes nothing. */
export type Mutation = {
  /** UUIDv7, made by the asking side. */
  readonly mid: string;
  /** `leads.update` and so on. */
  readonly name: string;
  readonly args: { readonly [name: string]: unknown };
  /** The version of the record that the person was looking at; without it the last writer wins. */
  readonly base?: number | { readonly version: number };
  /** Mutations of one act of a person carry the same: a UUID of the asking side. They are undone together. */
  readonly group?: string;
};

/** Another record that a mutation wrote. `record` is null where it is not the asker's to see, absent where they are many. */
export type AlsoWritten = { readonly collection: string; readonly id: string; readonly record?: AnyRecord | null };

export type MutationAnswer =
  | {
      readonly ok: true;
      readonly mid: string;
      /** The number of the change of `record`; where there is none, of the mutation's last change. */
      readonly seq: number;
      /** The record that the command is about. */
      readonly record: AnyRecord | null;
      /** The others that it wrote, as the mutation left them. */
      readonly also?: readonly AlsoWritten[];
      /** What of the arguments had gone out of use, and was left out; of an import's rows alone, which are not refused for it. */
      readonly leftOut?: readonly LeftOut[];
    }
  | { readonly ok: false; readonly mid: string; readonly error: RefusalData };

/** How many mutations one `mutateMany` carries at most. */
export const maxFrameMutations = 200;

/** client → server `mutateMany`: each is answered by itself, in their order. */
export type MutateManyRequest = { readonly mutations: readonly Mutation[] };
export type MutateManyAnswer = { readonly ok: true; readonly answers: readonly MutationAnswer[] } | Refused;

/** client → server `group`: the mids of one act of one's own that were accepted, in the order of their changes. */
export type GroupRequest = { readonly group: string };
export type GroupAnswer = { readonly ok: true; readonly mids: readonly string[] } | Refused;

export type ChangeOp = 'upsert' | 'patch' | 'remove';

/** server → client `change`: one or more of these as the event's arguments, in the order of `seq`. */
export type Change = {
  /** Changes when the tenant's database was restored: everything known before is void. */
  readonly epoch: string;
  /** Gap-free per tenant. */
  readonly seq: number;
  /** The `seq` of the change before it in the same scope: not what you last saw there means you missed something. */
  readonly prev: number;
  readonly scope: string;
  readonly collection: string;
  readonly id: string;
  readonly version: number;
  /** upsert: the whole record, but for custom fields that were not in use when it was written and are again. patch: changed fields only. remove: it left this scope; nothing but its id. */
  readonly op: ChangeOp;
  readonly data: { readonly [field: string]: unknown } | null;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly at: string;
  readonly mid: string;
};

/**
 * Changes as they come to clients that asked for frames. What its parts mean is in `docs/protocol.md`; `changesIn` reads
 * them. `first` is the number of its first change.
 */
export type Frame = readonly [
  first: number,
  /** An id and a name, in turn. */
  people: readonly string[],
  /** The number of a scope, and how far before `first` the last change in it was, in turn. */
  runs: readonly number[],
  kinds: readonly string[],
  ...mutations: readonly FrameMutation[],
];

/** `late`: milliseconds after the time in its mid. `who`: where its author is among the people, or -1. */
export type FrameMutation = readonly [mid: string, late: number, who: number, ...steps: readonly unknown[]];

/**
 * server → client `frame`. `people` and `kinds` repeat from frame to frame: to who asked for version 3 they are said once,
 * as a list of the number that they have from now on and what is to be kept under it, and later as that number alone.
 */
export type SentFrame = readonly [
  first: number,
  people: readonly SentText[],
  runs: readonly number[],
  kinds: readonly SentText[],
  ...mutations: readonly FrameMutation[],
];

export type SentText = string | number | readonly [number: number, ...texts: readonly string[]];

/** How a client may ask for changes in its handshake: as `frame`s, from version 3 on with what was said before by its number. Without it, it is sent `change`s. */
export const frameVersion = 3 as const;

/** client → server `sync`, after a reconnect or a gap. */
export type SyncRequest = { readonly epoch: string; readonly since: number };

export type ResyncReason = 'epoch' | 'too-far' | 'access' | 'ahead';

/** A page of what was missed; ask again from `upTo` while `more`. Or: throw away what you have, and why. */
export type SyncAnswer =
  | {
      readonly ok: true;
      readonly changes: readonly Change[];
      /** In place of changes, to those who asked for frames: all of them in one; null where there are none. */
      readonly frame?: Frame | null;
      readonly upTo: number;
      readonly more: boolean;
      readonly heads: Heads;
    }
  | {
      readonly ok: true;
      readonly resync: true;
      readonly reason: ResyncReason;
      readonly epoch: string;
      readonly upTo: number;
      readonly heads: Heads;
      readonly tailoring: SentTailoring;
    }
  | Refused;

/**
 * The records by which the tenant changed the product's fields, choices and settings, by collection, as far as they are
 * about what the reader sees: from them the client makes its catalog. `version` is the `seq` of the last change among all
 * of them, `sight` stands for the reader's part of them. Left out where the client named both.
 */
export type SentTailoring = {
  readonly version: number;
  /** Absent from servers that tell everyone the same. */
  readonly sight?: string;
  readonly records?: { readonly [collection: string]: readonly AnyRecord[] };
};

/** In the handshake's `auth`, beside the token: the tailoring that the client holds already. */
export type HeldTailoring = { readonly epoch: string; readonly version: number; readonly sight?: string };

/** For each scope, the `seq` of its latest change. */
export type Heads = { readonly [scope: string]: number };

export type Refused = { readonly ok: false; readonly error: RefusalData };

/** server → client `welcome`, once after connecting and again whenever access changes (then `changed` is true). */
export type Welcome = {
  readonly protocol: number;
  readonly epoch: string;
  /** Everything up to here is reflected in `heads`. */
  readonly seq: number;
  readonly heads: Heads;
  readonly scopes: readonly string[];
  /** To those who asked for frames: what frames call each of the scopes, in their order. */
  readonly numbers?: readonly number[];
  readonly tailoring: SentTailoring;
  readonly changed: boolean;
  readonly profile: Profile;
  /** ISO; refresh the session before it with `refresh`, or the socket closes. */
  readonly expiresAt: string;
  /** ISO: the server's time when it sent this. Absent from servers that do not say it yet. */
  readonly now?: string;
};

/** What a client is told about the one who is signed in. */
export type Profile = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly memberships: Memberships;
  /** In what their rights are not as their role says. Absent from servers that do not say it yet. */
  readonly differences?: readonly Difference[];
  readonly tenant: {
    readonly slug: string;
    readonly name: string;
    readonly timeZone: string;
    readonly modules: readonly string[];
    readonly accent: string;
    /** The name of its logo's image. */
    readonly logo?: string | null;
    /** What money is in where neither its field nor its record says so: an ISO code. */
    readonly currency: string;
  };
  /** Of `GET /auth/me` alone: what they have to set up before they are told anything else. */
  readonly setUp?: 'second-factor';
};

/** client → server `query`: a page of a collection. */
export type QueryRequest = {
  readonly collection: string;
  readonly filter?: unknown;
  readonly sort?: string;
  readonly limit?: number;
  readonly cursor?: string | null;
  /** The fields that are wanted, beside `id` and `version`; without them, all. */
  readonly fields?: readonly string[] | null;
};

export type QueryAnswer =
  | { readonly ok: true; readonly records: readonly AnyRecord[]; readonly cursor: string | null; readonly seq: number }
  | Refused;

/** client → server `get`: records by id; those that are not there, or not yours, are absent. At most 200. */
export type GetRequest = { readonly collection: string; readonly ids: readonly string[] };
export type GetAnswer = { readonly ok: true; readonly records: readonly AnyRecord[]; readonly seq: number } | Refused;

/**
 * client → server `facets`: how many records there are for each combination of these fields' values. A date may be
 * counted by its `date:day`, `date:week` or `date:month`; `measures` are `sum:`, `avg:`, `min:` and `max:` of numbers.
 */
export type FacetsRequest = {
  readonly collection: string;
  readonly filter?: unknown;
  readonly by: readonly string[];
  readonly measures?: readonly string[];
};

/**
 * One row a combination: the values in the order of `by`, then the count, then the measures, null where there is
 * nothing to measure. A date field counts as `overdue`, `today`, `upcoming` or null, seen from the tenant's today;
 * a day, week (from Monday) or month as its first day, `2026-11-01`, in the tenant's time zone.
 */
export type FacetsAnswer =
  | {
      readonly ok: true;
      readonly rows: readonly (readonly (string | number | boolean | null)[])[];
      readonly seq: number;
    }
  | Refused;

/** client → server `activity`: what happened to one record, newest first. */
export type ActivityRequest = { readonly collection: string; readonly id: string; readonly before?: number };

export type ActivityEntry = {
  readonly seq: number;
  /** What it is undone by, where it was one's own; and the act that it was part of. */
  readonly mid: string;
  readonly group: string | null;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly command: string;
  readonly reason: string | null;
  readonly op: 'create' | 'update' | 'delete' | 'restore';
  /** Null is empty; a side that is left out is not the reader's to know. */
  readonly fields: { readonly [field: string]: { readonly from?: unknown; readonly to?: unknown } };
  /** What the deleted records were called that the values name, by their ids. Absent where there are none. */
  readonly names?: { readonly [id: string]: string };
  /** It is about a record that belongs to this one, which was created: its collection and id. Absent for its own. */
  readonly child?: { readonly collection: string; readonly id: string };
};

export type ActivityAnswer =
  | { readonly ok: true; readonly entries: readonly ActivityEntry[]; readonly more: boolean }
  | Refused;

/**
 * client → server `doNotContact`: whether a number or address that someone enters must not be contacted. `field` is one
 * that the collection has for it. Nothing is said of whose it is.
 */
export type DoNotContactRequest = { readonly collection: string; readonly field: string; readonly value: string };
export type DoNotContactAnswer = { readonly ok: true; readonly listed: boolean } | Refused;

/** client → server `view`: which record this person has open; null when none. server → client `presence`. */
export type ViewRequest = { readonly collection: string; readonly id: string | null };

/** Who has a record open, the receiver included; replaces what was said of that record before. */
export type Presence = {
  readonly collection: string;
  readonly id: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
};

export type ClientEvents = {
  mutate: (mutation: Mutation, ack: (answer: MutationAnswer) => void) => void;
  mutateMany: (request: MutateManyRequest, ack: (answer: MutateManyAnswer) => void) => void;
  group: (request: GroupRequest, ack: (answer: GroupAnswer) => void) => void;
  sync: (request: SyncRequest, ack: (answer: SyncAnswer) => void) => void;
  query: (request: QueryRequest, ack: (answer: QueryAnswer) => void) => void;
  get: (request: GetRequest, ack: (answer: GetAnswer) => void) => void;
  facets: (request: FacetsRequest, ack: (answer: FacetsAnswer) => void) => void;
  activity: (request: ActivityRequest, ack: (answer: ActivityAnswer) => void) => void;
  doNotContact: (request: DoNotContactRequest, ack: (answer: DoNotContactAnswer) => void) => void;
  view: (request: ViewRequest, ack: (answer: { readonly ok: true } | Refused) => void) => void;
  /** A fresh access token, just got over REST: the socket lives on under it. */
  refresh: (
    request: { readonly token: string },
    ack: (answer: { readonly ok: true; readonly expiresAt: string } | Refused) => void,
  ) => void;
};

/** What is answered over HTTP too, for those whose network lets no socket through: `POST /{tenant}/api/v1/live/…`. */
export const httpEvents = [
  'mutate',
  'mutateMany',
  'group',
  'sync',
  'query',
  'get',
  'facets',
  'activity',
  'doNotContact',
] as const;

export type ServerEvents = {
  welcome: (welcome: Welcome) => void;
  change: (...changes: Change[]) => void;
  frame: (...frame: SentFrame) => void;
  presence: (...presence: Presence[]) => void;
  /** The session is over: `signed-out`, `deactivated`, `expired`, or the pod is `draining` (then reconnect). */
  ended: (reason: 'signed-out' | 'deactivated' | 'expired' | 'draining' | 'too-slow' | 'too-fast') => void;
};
