import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import { titleOf, type AnyRecord } from '#shared/collection.ts';
import { undone } from '#shared/command.ts';
import { isEqual } from '#shared/equality.ts';
import type { ActivityEntry } from '#shared/protocol.ts';
import { ref } from '#shared/record-ref.ts';
import { undoDays } from '#shared/undo.ts';
import { announce } from '#client/components/announcements.ts';
import { Button } from '#client/components/button.tsx';
import { now } from '#client/lib/clock.ts';
import { handlingErrors } from '#client/live/handled-errors.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

const dayMs = 86_400_000;

type UndoEntryProps = {
  entry: ActivityEntry;
  record: AnyRecord;
  /** Why it could not be undone. */
  refusal: string | undefined;
  onRefused: (message: string | null) => void;
};

/** Undoes a change of one's own, for as long as the record still holds what it set. A refusal is shown here. */
export const UndoEntry = (props: UndoEntryProps): JSX.Element => {
  const screen = useRecordScreen();
  const { live } = screen;
  const [busy, setBusy] = createSignal(false);
  const isRedo = (): boolean => props.entry.reason === undone;
  const holds = createMemo(() => {
    const changed = Object.entries(props.entry.fields).filter(([name]) => name in props.record);
    return changed.length > 0 && changed.every(([name, { to }]) => isEqual(props.record[name], to));
  });
  const offered = createMemo(
    () =>
      props.entry.op === 'update' &&
      props.entry.by?.id === live.me()?.id &&
      now().getTime() - Date.parse(props.entry.at) < undoDays * dayMs &&
      holds(),
  );
  const label = (): string =>
    `An earlier change to ${titleOf(screen.definition, props.record)} ${isRedo() ? 'done again' : 'undone'}`;
  const undo = async (button: HTMLElement): Promise<void> => {
    const entry = button.closest<HTMLElement>('li');
    setBusy(true);
    props.onRefused(null);
    const { definition } = screen;
    const { mid } = props.entry;
    const about = ref(definition, props.record.id);
    const initialLabel = label();
    const ask = (): ReturnType<typeof live.undo.of> => live.undo.of(mid, about, initialLabel);
    // A refusal names the record, or, where there is nothing to undo, none.
    const answer = await handlingErrors(definition.name, props.record.id, () =>
      handlingErrors(definition.name, null, ask),
    );
    setBusy(false);
    // The button left with what it undid, and the focus with it.
    if (answer.ok && document.activeElement === document.body) entry?.focus();
    if (answer.ok) announce(isRedo() ? 'Done again.' : 'Undone.');
    else props.onRefused(answer.error.message);
  };
  return (
    <>
      <Show when={offered()}>
        <Button
          small
          variant="quiet"
          class="-my-0.5 -ml-2 text-accent!"
          busy={busy()}
          onClick={(event) => void undo(event.currentTarget)}
        >
          {isRedo() ? 'Do again' : 'Undo'}
        </Button>
      </Show>
      <Show when={props.refusal}>
        {(message) => (
          <p role="alert" class="text-small text-danger">
            {message()}
          </p>
        )}
      </Show>
    </>
  );
};
