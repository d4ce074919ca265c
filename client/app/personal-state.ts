import { onCleanup } from 'solid-js';
import { clearToasts } from '#client/components/toasts.ts';
import { clearConflicts } from '#client/records/changes/conflicts.ts';
import { closeInUse } from '#client/records/changes/in-use.ts';
import { clearOutcomes } from '#client/records/changes/outcomes.ts';
import { clearUnsaved } from '#client/records/changes/unsaved.ts';

const clear = (): void => {
  clearConflicts();
  closeInUse();
  clearOutcomes();
  clearUnsaved();
  clearToasts();
};

/**
 * Clears what the page holds outside of a workspace for the person who works in it, now and when its owner ends: the
 * next who signs in here must find nothing of it. Call it before anything else of the workspace: cleanups run backwards,
 * and this one has to be the last.
 */
export const usePersonalState = (): void => {
  clear();
  onCleanup(clear);
};
