import { onCleanup } from 'solid-js';
import type { Patch } from '#shared/collection.ts';
import type { RecordScreen } from '#client/records/record-screen.tsx';
import { reportOutOfSight } from './unsaved.ts';

/** What was typed, as a change of a record, and the version that the person saw. */
export type LostTyping = { readonly patch: Patch; readonly base: number };

/**
 * Keeps what is being typed for a record, with all that could not be saved, where a colleague's change takes the record
 * out of sight and its editor with it; `forget` is called then. `typed` is null where nothing is.
 */
export const useLostTyping = (
  screen: Pick<RecordScreen, 'live' | 'definition'>,
  id: string | undefined,
  typed: () => LostTyping | null,
  forget: () => void,
): void => {
  onCleanup(() => {
    const lost = id === undefined ? null : typed();
    if (id === undefined || lost === null) return;
    if (reportOutOfSight(screen.live, screen.definition, id, lost.patch, lost.base)) forget();
  });
};
