import { createEffect, createSignal, type Accessor } from 'solid-js';
import type { Live } from '#client/live/types.ts';

/** What was typed, the version that was seen, and the value that was there then. */
export type Draft = { readonly typed: unknown; readonly base: number; readonly opened: unknown };

/** Text that is being typed into a field of a record, as this device keeps it until it is saved or given up. */
export type KeptDraft = {
  /** What an earlier page did not save. */
  readonly before: Accessor<Draft | null>;
  readonly keep: (draft: Draft) => void;
  readonly remove: () => void;
};

/** `name`: which field of which record; null where this person may not edit it. */
export const createKeptDraft = ({ storage }: Pick<Live, 'storage'>, name: Accessor<string | null>): KeptDraft => {
  const [before, setBefore] = createSignal<Draft | null>(null);
  /** As it was last: while its record leaves, nothing can be read of that any more. */
  let at: string | null = null;
  createEffect(() => {
    const of = name();
    at = of;
    setBefore(of === null ? null : (storage()?.readLeft<Draft>(`field/${of}`) ?? null));
  });
  return {
    before,
    keep: (draft) => void storage()?.write(`field/${at}`, draft),
    remove: () => {
      storage()?.remove(`field/${at}`);
      setBefore(null);
    },
  };
};
