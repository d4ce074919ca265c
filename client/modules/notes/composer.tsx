import { createEffect, createSignal, onCleanup, type JSX } from 'solid-js';
import { v7 } from 'uuid';
import { titleOf, type AnyRecord, type Collection, type Patch } from '#shared/collection.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { undoOfCreation } from '#client/records/changes/undo-of-creation.ts';
import { createKeptDraft } from '#client/records/pane/kept-draft.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { emptyDraft, type NoteDraft } from './note-draft.ts';
import { NoteFields } from './note-fields.tsx';

type ComposerProps = {
  of: Collection;
  record: AnyRecord;
  /** What makes a note this record's. */
  values: Patch;
  mayRestrict: boolean;
  /** What is written here is to be seen at once, also in a list that stands still. */
  onAdded: () => void;
};

/** Where a note is begun: a line, until there is something in it. What is not saved is kept on this device. */
export const Composer = (props: ComposerProps): JSX.Element => {
  const { definition, live, send } = useRecordScreen();
  const [draft, setDraft] = createSignal<NoteDraft>(emptyDraft);
  const [open, setOpen] = createSignal(false);
  const [error, setError] = createSignal<string>();
  let box!: HTMLDivElement;

  const kept = createKeptDraft(live, () => `${props.of.name}/${props.record.id}/note`);
  createEffect(() => {
    const left = kept.before()?.typed as NoteDraft | undefined;
    if (!left) return;
    setDraft(left);
    setOpen(true);
  });
  const change = (next: NoteDraft): void => {
    setDraft(next);
    setError(undefined);
    if (next.content.trim() === '') kept.remove();
    else kept.keep({ typed: next, base: 0, opened: null });
  };
  const clear = (): void => {
    setDraft(emptyDraft);
    setError(undefined);
    kept.remove();
  };
  /** What was refused stands here again, unless something else is being written. */
  const refused =
    (typed: NoteDraft) =>
    (refusal: RefusalData): boolean => {
      props.onAdded();
      if (draft().content !== '' || !box.isConnected) return false;
      change(typed);
      setOpen(true);
      setError(refusal.message);
      return true;
    };
  const save = (): void => {
    const typed = draft();
    if (typed.content.trim() === '') {
      box.querySelector('textarea')?.focus();
      return;
    }
    clear();
    box.querySelector('textarea')?.focus();
    const about = titleOf(props.of, props.record);
    void send(
      commandOf(definition, 'create'),
      v7(),
      { ...props.values, ...typed },
      { undo: undoOfCreation(live, definition), describe: `${about}: note added`, onRefused: refused(typed) },
    );
    props.onAdded();
  };
  /** Escape and "Cancel" close it; a text that was written is not thrown away by a slip of the finger. */
  const cancel = (): void => {
    setOpen(false);
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && box.contains(focused)) focused.blur();
  };
  // Empty and left, it is a line again.
  const left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (draft().content === '' && !(to instanceof Node && box.contains(to))) setOpen(false);
  };
  onCleanup(() => setOpen(false));
  return (
    <div ref={(element) => (box = element)} onFocusIn={() => setOpen(true)} onFocusOut={left}>
      <NoteFields
        composer
        label="Write a note"
        placeholder="Write a note"
        draft={draft()}
        onChange={change}
        open={open()}
        mayRestrict={props.mayRestrict}
        error={error()}
        onSave={save}
        onCancel={cancel}
      />
    </div>
  );
};
