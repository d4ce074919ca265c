import { createEffect, on, onCleanup } from 'solid-js';
import { dismissToast, toast } from '#client/components/toasts.ts';
import { uptime } from '#client/lib/pause.ts';
import type { Live } from '#client/live/types.ts';
import { useShortcuts } from '#client/lib/shortcuts.ts';

/** What is said of a change that cannot be sent now. */
export const keptHere = ' Kept on this device, sent when you are back.';

export const isConnected = ({ state }: Pick<Live, 'state'>): boolean => ['live', 'polling'].includes(state());

/**
 * Shows each change of mine once, naming the record, with "Undo", wherever on the screen it was made. `onUndone` runs
 * when one was undone.
 */
export const useUndoToasts = (live: Live, onUndone: () => void): void => {
  const since = uptime();
  let shown: number | null = null;

  const dismiss = (): void => {
    if (shown !== null) dismissToast(shown);
    shown = null;
  };
  const undo = async (): Promise<void> => {
    const last = live.undo.last();
    if (!last) return;
    dismiss();
    const answer = await live.undo.run();
    // A refusal is shown where all of them are, and how an act over many records was undone with its numbers.
    if (!answer?.ok || last.group !== null) return;
    toast(`Undone: ${last.label}.`, { about: last.id });
    onUndone();
  };
  // However its undo was asked for, and also where some of it could not be undone.
  onCleanup(live.onEvent((event) => event.kind === 'group-undone' && onUndone()));
  createEffect(
    on(
      live.undo.last,
      (last, before) => {
        // A step that was refused or undone uncovers the one before it: that is no news.
        if (last?.at === before?.at && last?.label === before?.label) return;
        dismiss();
        if (last && last.group === null && last.at > (before?.at ?? since))
          shown = toast(`${last.label}.${isConnected(live) ? '' : keptHere}`, {
            about: last.id,
            action: { label: 'Undo', run: () => void undo() },
          });
      },
      { defer: true },
    ),
  );
  onCleanup(dismiss);
  useShortcuts([
    {
      keys: 'Mod+z',
      label: 'Undo my last change',
      group: 'Everywhere',
      run: () => void undo(),
      when: () => live.undo.last() !== null,
      unlisted: true,
    },
  ]);
};
