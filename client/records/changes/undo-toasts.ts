import { createEffect, on, onCleanup } from 'solid-js';
import { dismissToast, toast } from '#client/components/toasts.ts';
import { uptime } from '#client/lib/pause.ts';
import { useShortcuts } from '#client/lib/shortcuts.ts';
import type { Live } from '#client/live/types.ts';

/** What is said of a change that cannot be sent now. */
export const keptHere = ' Kept on this device, sent when you are back.';

export const isConnected = ({ state }: Pick<Live, 'state'>): boolean => ['live', 'polling'].includes(state());

/**
 * Shows each act of mine once, naming the record, with "Undo". Once for the whole workspace: Ctrl+Z, the button of a
 * message and that of the top bar are one. Gives that one.
 */
export const useUndo = (live: Live): (() => void) => {
  const since = uptime();
  let shown: number | null = null;

  const dismiss = (): void => {
    if (shown !== null) dismissToast(shown);
    shown = null;
  };
  const about = (id: string | null): { about?: string } => (id === null ? {} : { about: id });
  const undo = async (): Promise<void> => {
    const last = live.undo.last();
    dismiss();
    if (!last)
      toast(
        'There is nothing to undo since you opened this page. A record’s timeline can undo older changes of yours.',
      );
    else if (last.why !== null) toast(`Not undone: ${last.label}. ${last.why}`, { tone: 'amber', ...about(last.id) });
    else {
      const isLive = isConnected(live);
      const undoing = live.undo.run();
      // Cut off, it is undone here, and sent later.
      if (!isLive && last.group === null) toast(`Undone: ${last.label}.${keptHere}`, about(last.id));
      const answer = await undoing;
      // A refusal is shown where all of them are, and how an act over many records was undone with its numbers.
      if (!answer?.ok || last.group !== null || !isLive) return;
      const redoable = live.undo.next()?.label === last.label;
      toast(`Undone: ${last.label}.`, {
        ...about(last.id),
        ...(redoable ? { action: { label: 'Redo', run: () => void redo() } } : {}),
      });
    }
  };
  const redo = async (): Promise<void> => {
    const next = live.undo.next();
    if (!next) return;
    dismiss();
    // It is an act like any other, and shown as one.
    await live.undo.redo();
  };
  createEffect(
    on(
      live.undo.last,
      (last, before) => {
        // A step that was refused or undone uncovers the one before it: that is no news.
        if (last?.at === before?.at && last?.label === before?.label) return;
        dismiss();
        if (last && last.group === null && last.why === null && last.at > (before?.at ?? since))
          shown = toast(`${last.label}.${isConnected(live) ? '' : keptHere}`, {
            ...about(last.id),
            action: { label: 'Undo', run: () => void undo() },
          });
      },
      { defer: true },
    ),
  );
  onCleanup(dismiss);
  useShortcuts([
    { keys: 'Mod+z', label: 'Undo my last change', group: 'Everywhere', run: () => void undo() },
    {
      keys: 'Mod+Shift+z|Mod+y',
      label: 'Do it again',
      group: 'Everywhere',
      run: () => void redo(),
      when: () => live.undo.next() !== null,
    },
  ]);
  return () => void undo();
};
