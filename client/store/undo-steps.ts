import type { Accessor } from 'solid-js';
import type { MutationAnswer } from '#shared/protocol.ts';
import type { UndoRow } from '#shared/undo.ts';
import type { BulkResult } from './bulk.ts';
import type { Made } from './mutate.ts';
import { undoRow } from './optimistic.ts';

/** What can be undone, or done again, next. */
export type UndoStep = {
  readonly label: string;
  /** By `uptime`. */
  readonly at: number;
  /** The record that it is about; null where it is about several, or about one that I no longer see. */
  readonly id: string | null;
  /** The number of the act, where it is many changes. */
  readonly group: string | null;
  /** Why it cannot be undone; null where it can. */
  readonly why: string | null;
};

/** An act over many records. */
export type Group = {
  /** The act's number. */
  readonly key: string;
  readonly label: string;
  /** By `uptime`. */
  readonly at: number;
  /** The records that it is about. */
  readonly ids: readonly string[];
  /** Sends no more of it. */
  readonly stop: () => void;
  /** Resolves when it is over: whether it changed anything. */
  readonly over: Promise<boolean>;
  /** Undoes what it changed. */
  readonly undo: () => Promise<GroupUndone>;
};

export type GroupUndone = {
  /** How it went for each record. */
  readonly results: readonly BulkResult[];
  /** The undoing itself, to be undone; null where nothing was undone. */
  readonly again: Group | null;
};

/** An act that cannot be undone. */
export type Blocked = { readonly label: string; readonly id: string | null; readonly why: string };

export type Single = {
  readonly kind: 'one';
  readonly label: string;
  readonly at: number;
  readonly id: string | null;
  readonly mid: string;
  readonly mutation: Made['mutation'];
  readonly rows: readonly UndoRow[];
  readonly answer: Promise<MutationAnswer>;
  /** Only the server knows whether something is in the way: a colleague changed a record since, or it was not predicted. */
  doubtful: boolean;
};

export type Several = {
  readonly kind: 'group';
  readonly label: string;
  readonly at: number;
  readonly id: string | null;
  readonly group: Group;
};

export type Barrier = Blocked & { readonly kind: 'barrier'; readonly at: number };

export type Step = Single | Several | Barrier;

/** A single act as it is to be undone; null where it changed nothing. */
export const singleOf = ({ mutation, answer }: Made, label = mutation.label, about = mutation.id): Single | null => {
  const rows = mutation.outcome.map(undoRow);
  if (mutation.predicted && rows.length === 0) return null;
  return {
    kind: 'one',
    label,
    at: mutation.madeAt,
    id: about ?? rows[0]?.id ?? null,
    mid: mutation.mid,
    mutation,
    rows,
    answer,
    // What came back is taken away again by the server alone: nothing here says what it was before.
    doubtful: !mutation.predicted || rows.some(({ op }) => op === 'restore'),
  };
};

export const severalOf = (group: Group): Several => ({
  kind: 'group',
  label: group.label,
  at: group.at,
  id: group.ids[0] ?? null,
  group,
});

export const isAbout = (step: Step, id: string): boolean =>
  step.id === id || (step.kind === 'one' && step.rows.some((row) => row.id === id));

/** What is left of an act whose record I no longer see: not even its name. */
export const unseen = ({ at }: Step): Barrier => ({
  kind: 'barrier',
  label: 'your last change',
  at,
  id: null,
  why: 'You can no longer see its record.',
});

export const shownStep = (step: Step | undefined): UndoStep | null =>
  step
    ? {
        label: step.label,
        at: step.at,
        id: step.id,
        group: step.kind === 'group' ? step.group.key : null,
        why: step.kind === 'barrier' ? step.why : null,
      }
    : null;

/** The acts of this page that are left to undo, or to do again; the latest is last. */
export type Steps = {
  readonly all: Accessor<readonly Step[]>;
  readonly last: () => Step | undefined;
  readonly add: (step: Step) => void;
  readonly remove: (step: Step) => void;
  readonly replace: (change: (step: Step) => Step) => void;
  readonly clear: () => void;
};
