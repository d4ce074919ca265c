import { Show, type JSX } from 'solid-js';
import { fieldOf } from '#shared/collection.ts';
import { Dialog } from '#client/components/dialog.tsx';
import { toast } from '#client/components/toasts.ts';
import { useLive } from '#client/live/live-context.tsx';
import { commandOf } from '#client/store/commands.ts';
import { ConflictChoice } from './conflict-choice.tsx';
import { closeConflict, openConflict, type OpenConflict } from './conflicts.ts';

/** The question for a conflict that no open editor shows. */
export const ConflictDialog = (): JSX.Element => (
  <Dialog open={openConflict() !== undefined} onClose={closeConflict} title="Two people changed this">
    <Show when={openConflict()} keyed>
      {(event) => <Question event={event} />}
    </Show>
  </Dialog>
);

const Question = (props: { event: OpenConflict }): JSX.Element => {
  const live = useLive();
  const definition = () => live.catalog().named(props.event.collection);
  const subject = () => {
    const found = definition();
    const field = found && fieldOf(found, props.event.conflict.field);
    return found && field ? { definition: found, field } : undefined;
  };
  const insist = async (): Promise<void> => {
    const known = definition();
    const { conflict, id } = props.event;
    closeConflict();
    if (!known) return;
    const patch = { [conflict.field]: conflict.mine };
    await live.mutate(commandOf(known, 'update'), { id, patch }, { base: conflict.version ?? 'seen' });
  };
  return (
    <Show when={subject()} fallback={<p class="text-row">{props.event.error.message}</p>}>
      {(known) => (
        <ConflictChoice
          definition={known().definition}
          field={known().field}
          mine={props.event.conflict.mine}
          theirs={props.event.conflict.theirs}
          by={props.event.conflict.by}
          onMine={() => void insist()}
          onTheirs={() => {
            closeConflict();
            toast('Kept as it is.');
          }}
        />
      )}
    </Show>
  );
};
