import { For, Show, type JSX } from 'solid-js';
import { fieldOf, type AnyRecord } from '#shared/collection.ts';
import { ConflictChoice } from '#client/records/changes/conflict-choice.tsx';
import type { Conflict } from '#client/records/changes/open-conflicts.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';

/** The fields of the open record that two people set: which value is it to be? */
export const ConflictsHere = (props: { record: AnyRecord }): JSX.Element => {
  const screen = useRecordScreen();
  const { conflicts, send } = screen;
  const insist = (conflict: Conflict): void => {
    conflicts.settle(conflict);
    const { id, field, mine, version } = conflict;
    void send(commandOf(screen.definition, 'update'), id, { patch: { [field]: mine } }, { base: version ?? 'seen' });
  };
  return (
    <For each={conflicts.of(props.record.id)}>
      {(conflict) => (
        <Show when={fieldOf(screen.definition, conflict.field)}>
          {(field) => (
            <div class="border-b border-line px-3 py-3 sm:px-5">
              <ConflictChoice
                definition={screen.definition}
                field={field()}
                mine={conflict.mine}
                theirs={conflict.theirs}
                by={conflict.by}
                onTheirs={() => conflicts.settle(conflict)}
                onMine={() => insist(conflict)}
              />
            </div>
          )}
        </Show>
      )}
    </For>
  );
};
