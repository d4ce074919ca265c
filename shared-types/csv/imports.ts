import type { DayOrder } from '#shared/written/day.ts';

/** What becomes of a row whose record is here already: another one, its empty fields filled, all changed, or nothing. */
export const existingPolicies = ['add', 'fill', 'update', 'skip'] as const;
export type ExistingPolicy = (typeof existingPolicies)[number];

/** What a file does not say by itself. */
export type ImportQuestion = DayOrderQuestion | WordQuestion;

export type DayOrderQuestion = {
  readonly kind: 'dayOrder';
  readonly field: string;
  /** The column's title. */
  readonly column: string;
  readonly examples: readonly string[];
  /** What holds until someone says otherwise. */
  readonly taken: DayOrder;
};

/** A word that is none of its field's choices, and in how many rows it stands. */
export type WordQuestion = {
  readonly kind: 'word';
  readonly field: string;
  readonly word: string;
  readonly rows: number;
};

/** `warned`: created, with something to look at. The last two are of an import that takes another one back. */
export const outcomes = ['created', 'warned', 'updated', 'skipped', 'refused', 'undone', 'kept'] as const;
export type Outcome = (typeof outcomes)[number];
export type Counts = { readonly [outcome in Outcome]: number };

/** What became of a row of the file; `created` in a dry run means that it would have been. */
export type ImportRow = {
  readonly row: number;
  readonly outcome: Outcome;
  readonly message: string | null;
  readonly field: string | null;
  /** The record, where there is one. */
  readonly id: string | null;
  /** What the row holds, where there is something to look at. */
  readonly cells: readonly string[] | null;
};

/** `interrupted`: it cannot go on by itself; the same file under the same id takes it up again. */
export type ImportState = 'running' | 'stopping' | 'finished' | 'stopped' | 'interrupted';

export type ImportJobView = {
  readonly id: string;
  readonly collection: string;
  readonly by: { readonly id: string; readonly name: string };
  /** What its person calls the file, where they said. */
  readonly fileName: string | null;
  readonly dryRun: boolean;
  readonly state: ImportState;
  /** Rows done so far; each is created, warned (created with something to look at) or refused. */
  readonly rows: number;
  readonly created: number;
  readonly warned: number;
  readonly refused: number;
  /** Records that were here already: changed, or left as they are. */
  readonly updated: number;
  readonly skipped: number;
  /** The import that this one takes back: records that are as they were before, and those that were kept. */
  readonly undoes: string | null;
  readonly undone: number;
  readonly kept: number;
  /** How many rows the file has, once it has been read through. */
  readonly total: number | null;
  readonly questions: readonly ImportQuestion[];
  /** 0 to 1, when it is known how much there is. */
  readonly progress: number | null;
  /** Columns of the file that stand for no field. */
  readonly ignored: readonly string[];
  readonly message: string | null;
  /** What became of rows in the order in which they were done, from where one asked for it: a page of it at most. */
  readonly report: readonly ImportRow[];
  readonly startedAt: string;
  readonly updatedAt: string;
};

/** An import of before, and what became of taking it back. */
export type PastImport = Omit<ImportJobView, 'report' | 'questions' | 'ignored'> & {
  /** The last time that it was taken back. */
  readonly undo: Pick<ImportJobView, 'id' | 'state' | 'undone' | 'kept'> | null;
  /** Whether the one who asks may take it back now. */
  readonly undoable: boolean;
};

/** What a file holds, before anything is imported. */
export type Inspected = {
  /** By which an import of it is asked for, for a day. */
  readonly id: string;
  /** The sheets of a workbook, by name; none of a file that is no workbook. */
  readonly sheets: readonly string[];
  /** From 1. */
  readonly sheet: number;
  readonly headerRow: number;
  readonly header: readonly string[];
  /** What each column would become, as `phone` or `name:first`; null for one that is left out. */
  readonly columns: readonly (string | null)[];
  /** The rows up to the header, among which another may be chosen, and the first after it. */
  readonly above: readonly { readonly row: number; readonly cells: readonly string[] }[];
  readonly sample: readonly (readonly string[])[];
};
