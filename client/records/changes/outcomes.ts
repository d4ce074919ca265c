import { createSignal } from 'solid-js';
import { fieldOf, type Collection } from '#shared/collection.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { inSentence } from '#client/records/pane/describe-activity.ts';
import type { BulkResult } from '#client/store/bulk.ts';

/** Records that one act left as they were, and why. */
export type LeftOver = {
  readonly title: string;
  readonly collection: string;
  readonly left: readonly BulkResult[];
  /** Undoes what was changed; null where nothing was, or where this is about an undo. */
  readonly undo: (() => void) | null;
};

/** What the person wants to see in full. It stays while its dialog closes, which would lose the focus with it. */
const [leftOver, setLeftOver] = createSignal<LeftOver | null>(null);
const [isLeftOverOpen, setOpen] = createSignal(false);
export { leftOver, isLeftOverOpen };

export const showLeftOver = (what: LeftOver): void => {
  setLeftOver(what);
  setOpen(true);
};

export const closeLeftOver = (): void => void setOpen(false);

/** Records to select, for the list that shows them. */
const [wanted, selectRecords] = createSignal<{ readonly collection: string; readonly ids: readonly string[] } | null>(
  null,
);
export { wanted as recordsToSelect, selectRecords };

export const clearOutcomes = (): void => {
  setOpen(false);
  setLeftOver(null);
  selectRecords(null);
};

export type Reason = { readonly message: string; readonly ids: readonly string[] };

/** Of those that were left, the records that can be tried again: what was not found is in no list. */
export const selectableIn = (left: readonly BulkResult[]): readonly string[] =>
  left.flatMap(({ id, answer }) => (id === null || (!answer.ok && answer.error.code === 'NOT_FOUND') ? [] : [id]));

/** Why they were left, the most frequent reason first. */
export const reasonsOf = (left: readonly BulkResult[], definition: Collection | undefined): readonly Reason[] =>
  [...Map.groupBy(left, ({ answer }) => (answer.ok ? '' : describe(answer.error, definition)))]
    .map(([message, results]) => ({ message, ids: results.flatMap(({ id }) => id ?? []) }))
    .toSorted((a, b) => b.ids.length - a.ids.length);

/** Of many, "so nothing was undone" would be said of each. */
const describe = ({ code, message, details }: RefusalData, definition: Collection | undefined): string => {
  if (code !== 'CONFLICT' || !details?.by) return message;
  const label = (definition && fieldOf(definition, details.field ?? '')?.label) ?? 'this';
  return `${details.by} has changed ${inSentence(label)} since.`;
};
