import { maskFields, presentPatch } from '#shared/can.ts';
import { timeIn } from '#shared/change-frame.ts';
import type { Catalog } from '#shared/catalog.ts';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { Frame } from '#shared/protocol.ts';
import { placeAfter } from '#shared/transaction.ts';
import type { LogRow } from '#server/database/log-row.ts';
import { isUnknownIn } from './changes.ts';
import { shortened, shortId } from './short-id.ts';

/** Those who read a frame: they hold these scopes, and know each by a number. */
export type FrameReaders = {
  readonly scopes: ReadonlySet<string>;
  readonly numberOf: (scope: string) => number;
  /** Whether a record has left their sight since: they learn no more of it than that. */
  readonly isGone?: (row: LogRow) => boolean;
};

/** A frame is cut after so many changes, so that a client's own limit on a message is never met. */
export const largestFrame = 400;

type WrittenMutation = [...head: [mid: string, late: number, who: number], ...steps: unknown[]];

type Draft = {
  readonly first: number;
  readonly people: string[];
  /** The people's ids as they are. */
  readonly authors: string[];
  readonly runs: number[];
  /** For each scope the run that is under way, and the number of its last change. */
  readonly runOf: Map<string, { index: number; last: number }>;
  readonly kinds: string[];
  readonly kindOf: Map<string, number>;
  readonly mutations: WrittenMutation[];
  last: number;
  changes: number;
  /** The row that the mutation under way began with, and what is written of it. */
  head: LogRow | null;
  steps: unknown[];
};

const begin = (first: number): Draft => ({
  first,
  people: [],
  authors: [],
  runs: [],
  runOf: new Map(),
  kinds: [],
  kindOf: new Map(),
  mutations: [],
  last: first - 1,
  changes: 0,
  head: null,
  steps: [],
});

/** Rows as frames for those who hold these scopes, cut between mutations; none where nothing is for them. */
export const framesFor = (
  catalog: Catalog,
  rows: readonly LogRow[],
  readers: FrameReaders,
  largest = largestFrame,
): Frame[] => {
  const frames: Frame[] = [];
  let draft: Draft | null = null;
  for (const row of rows) {
    const definition = catalog.named(row.collection);
    if (!definition) continue;
    const seen = seenIn(row, readers);
    if (!seen) continue;
    if (draft && draft.changes >= largest && draft.head?.mid !== row.mid) {
      frames.push(frameOf(draft));
      draft = null;
    }
    draft ??= begin(row.seq);
    write(draft, definition, row, seen, readers);
  }
  if (draft) frames.push(frameOf(draft));
  return frames;
};

const frameOf = ({ first, people, runs, kinds, mutations }: Draft): Frame => [first, people, runs, kinds, ...mutations];

type Seen = { readonly shown: string[]; readonly left: string[]; readonly entered: boolean };

/** The readers' scopes that a row concerns: those in which they see the record now, and those that it left. */
const seenIn = (row: LogRow, { scopes, isGone }: FrameReaders): Seen | null => {
  const shown: string[] = [];
  const left: string[] = [];
  let entered = false;
  for (const scope in row.prevs) {
    if (!scopes.has(scope)) continue;
    if (!row.after.includes(scope)) left.push(scope);
    else {
      shown.push(scope);
      entered ||= !row.before.includes(scope);
    }
  }
  if (shown.length + left.length === 0) return null;
  return shown.length > 0 && isGone?.(row)
    ? { shown: [], left: [...shown, ...left], entered: false }
    : { shown, left, entered };
};

const write = (draft: Draft, definition: Collection, row: LogRow, seen: Seen, { numberOf }: FrameReaders): void => {
  const { shown, left, entered } = seen;
  if (!draft.head || !isSameMutation(draft.head, row)) {
    draft.head = row;
    const { mid, at, by } = row;
    const mutation: WrittenMutation = [shortId(mid), Date.parse(at) - timeIn(mid), personIn(draft, by)];
    draft.mutations.push(mutation);
    draft.steps = mutation;
  }
  const { steps, head } = draft;
  const skipped = row.seq - draft.last - 1;
  if (skipped > 0) steps.push(-skipped);
  draft.last = row.seq;
  draft.changes += shown.length + left.length;
  const at = steps.push(0) - 1;
  steps.push(idIn(row));
  const runs = runsIn(draft, row, shown, numberOf) + (left.length > 0 ? `-${runsIn(draft, row, left, numberOf)}` : '');
  const kind =
    shown.length === 0
      ? `r${runs}`
      : entered
        ? wholeKind(steps, runs, definition, row, maskedIn(definition, row, shown), head.id)
        : patchKind(steps, runs, row, presentPatch(definition, row.patch, shown), head.id);
  if (shown.length === 0) steps.push(row.version);
  steps[at] = kindIn(draft, kind);
};

const isSameMutation = (a: LogRow, b: LogRow): boolean =>
  a.mid === b.mid && a.at === b.at && a.by?.id === b.by?.id && a.by?.name === b.by?.name;

const personIn = ({ people, authors }: Draft, by: LogRow['by']): number => {
  if (!by) return -1;
  for (let i = 0; i < authors.length; i++) if (authors[i] === by.id && people[2 * i + 1] === by.name) return 2 * i;
  authors.push(by.id);
  return people.push(shortId(by.id), by.name) - 2;
};

/** How many of the records that a mutation creates have ids that follow from its mid, at most: beyond it, ids are said. */
const mostDerived = 8;

const idIn = ({ id, mid, version }: LogRow): string | number =>
  (version === 1 && placeAfter(mid, id, mostDerived)) || shortId(id);

const runsIn = (
  { first, runs, runOf }: Draft,
  { seq, prevs }: LogRow,
  scopes: readonly string[],
  numberOf: FrameReaders['numberOf'],
): string => {
  let text = '';
  for (const scope of scopes) {
    const prev = prevs[scope] ?? 0;
    let run = runOf.get(scope);
    if (!run || run.last !== prev) {
      run = { index: runs.push(numberOf(scope), first - prev) / 2 - 1, last: prev };
      runOf.set(scope, run);
    }
    run.last = seq;
    text += text === '' ? run.index : `.${run.index}`;
  }
  return text;
};

const kindIn = ({ kinds, kindOf }: Draft, kind: string): number => {
  let at = kindOf.get(kind);
  if (at === undefined) {
    at = kinds.push(kind) - 1;
    kindOf.set(kind, at);
  }
  return at;
};

const maskedIn = (definition: Collection, { record }: LogRow, shown: readonly string[]): AnyRecord => {
  if (!record) throw new Error('a record entered a scope without being logged whole');
  return maskFields(definition, record, shown);
};

/** The names of fields whose value the mutation says: its time, its author's id and name, its first record's id. */
type Same = [string, string, string, string];

const wholeKind = (
  steps: unknown[],
  runs: string,
  definition: Collection,
  row: LogRow,
  record: AnyRecord,
  subject: string,
): string => {
  const author = row.by?.id ?? null;
  const isNew =
    row.version === 1 &&
    record.createdAt === row.at &&
    record.updatedAt === row.at &&
    record.createdBy === author &&
    record.updatedBy === author;
  if (!isNew) steps.push(row.version);
  const same: Same = ['', '', '', ''];
  let names = '';
  for (const name in record) {
    if (name === 'id' || name === 'version' || (isNew && isSystemName(name))) continue;
    const value = record[name];
    if (isUnknownIn(definition, row, name)) names += names === '' ? `!${name}` : `,!${name}`;
    else if (value !== null && value !== undefined) names = say(steps, names, same, row, subject, name, value);
  }
  return `${isNew ? 'c' : 'w'}${runs}:${names}${textOf(same)}`;
};

const isSystemName = (name: string): boolean =>
  name === 'createdAt' || name === 'createdBy' || name === 'updatedAt' || name === 'updatedBy';

const patchKind = (
  steps: unknown[],
  runs: string,
  row: LogRow,
  data: Record<string, unknown>,
  subject: string,
): string => {
  const isUsual = data['updatedAt'] === row.at && data['updatedBy'] === (row.by?.id ?? null);
  steps.push(row.version);
  const same: Same = ['', '', '', ''];
  let names = '';
  for (const name in data) {
    if (isUsual && (name === 'updatedAt' || name === 'updatedBy')) continue;
    const value = data[name];
    if (value !== undefined) names = say(steps, names, same, row, subject, name, value);
  }
  return `${isUsual ? 'p' : 'b'}${runs}:${names}${textOf(same)}`;
};

/** Adds a field's value to the steps, or its name to those that the mutation says. Answers with the names so far. */
const say = (
  steps: unknown[],
  names: string,
  same: Same,
  { at, by }: LogRow,
  subject: string,
  name: string,
  value: unknown,
): string => {
  if (typeof value === 'string' && value !== '') {
    const which = value === at ? 0 : value === by?.id ? 1 : value === by?.name ? 2 : value === subject ? 3 : -1;
    if (which >= 0) {
      same[which as 0] += same[which as 0] === '' ? name : `,${name}`;
      return names;
    }
    const short = shortened(value);
    if (short !== null) {
      steps.push(short);
      return names === '' ? `=${name}` : `${names},=${name}`;
    }
  }
  steps.push(value);
  return names === '' ? name : `${names},${name}`;
};

const textOf = ([at, author, name, subject]: Same): string => {
  if (subject !== '') return `;${at};${author};${name};${subject}`;
  if (name !== '') return `;${at};${author};${name}`;
  if (author !== '') return `;${at};${author}`;
  return at === '' ? '' : `;${at}`;
};
