import { Show, createEffect, createSignal, type JSX } from 'solid-js';
import { isEqual } from '#shared/equality.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { ConflictChoice } from '#client/records/changes/conflict-choice.tsx';
import { useLostTyping } from '#client/records/changes/lost-typing.ts';
import type { KeptDraft } from '#client/records/pane/kept-draft.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { draftOf, type Note, type NoteDraft } from './note-draft.ts';
import { NoteFields } from './note-fields.tsx';

type NoteEditorProps = { note: Note; about: string; mayRestrict: boolean; kept: KeptDraft; onDone: () => void };

/** A note that is changed in its place. Where someone else changed the text meanwhile, both are shown. */
export const NoteEditor = (props: NoteEditorProps): JSX.Element => {
  const screen = useRecordScreen();
  const { definition, send } = screen;
  // eslint-disable-next-line solid/reactivity -- the editor is of one note, as it was when it opened
  const { id, version } = props.note;
  // eslint-disable-next-line solid/reactivity -- the same
  const opened = draftOf(props.note);
  const [draft, setDraft] = createSignal<NoteDraft>(opened);
  const [base, setBase] = createSignal(version);
  const [error, setError] = createSignal<string>();
  const [conflict, setConflict] = createSignal<RefusalData>();
  // eslint-disable-next-line solid/reactivity -- the same for as long as the note is shown
  const { kept } = props;
  createEffect(() => {
    const left = kept.before();
    if (!left) return;
    setDraft(left.typed as NoteDraft);
    setBase(left.base);
  });
  const changed = (): Partial<NoteDraft> =>
    Object.fromEntries(
      Object.entries(draft()).filter(([name, value]) => !isEqual(value, opened[name as keyof NoteDraft])),
    );
  const isChanged = (): boolean => Object.keys(changed()).length > 0;
  // eslint-disable-next-line solid/reactivity -- asked as it closes
  useLostTyping(screen, id, () => (isChanged() ? { patch: changed(), base: base() } : null), kept.remove);

  const change = (next: NoteDraft): void => {
    setDraft(next);
    setError(undefined);
    kept.keep({ typed: next, base: base(), opened });
  };
  const close = (): void => {
    kept.remove();
    setDraft(opened);
    props.onDone();
  };
  const refused = (refusal: RefusalData): boolean => {
    if (refusal.code === 'CONFLICT' && refusal.details?.field === 'content') setConflict(refusal);
    else setError(refusal.message);
    return true;
  };
  const save = async (on: number): Promise<void> => {
    const patch = changed();
    if (!isChanged()) return close();
    if (draft().content.trim() === '') return void setError('Write something, or delete the note.');
    const describe = `${props.about}: note changed`;
    const answer = await send(
      commandOf(definition, 'update'),
      id,
      { patch },
      { base: on, describe, onRefused: refused },
    );
    if (answer.ok) close();
  };
  return (
    <Show
      when={conflict()}
      fallback={
        <NoteFields
          open
          autofocus
          label="Text of the note"
          draft={draft()}
          onChange={change}
          mayRestrict={props.mayRestrict}
          error={error()}
          onSave={() => void save(base())}
          onCancel={close}
        />
      }
    >
      {(refusal) => (
        <ConflictChoice
          definition={definition}
          field={definition.fields['content'] as never}
          mine={draft().content}
          theirs={refusal().details?.current}
          by={refusal().details?.by ?? null}
          onMine={() => {
            const current = refusal().details?.version ?? props.note.version;
            setConflict(undefined);
            setBase(current);
            void save(current);
          }}
          onTheirs={close}
        />
      )}
    </Show>
  );
};
