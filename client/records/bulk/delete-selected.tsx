import Trash from 'lucide-solid/icons/trash';
import { Show, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { commandOf } from '#client/store/commands.ts';
import { BulkAction } from './bulk-action.tsx';
import type { BulkProps } from './bulk-bar.tsx';

/** Deletes what is selected, once that is confirmed; for those who may. */
export const DeleteSelected = (props: BulkProps): JSX.Element => {
  const { definition, live } = useRecordScreen();
  return (
    <Show when={live.can('delete', definition)}>
      <BulkAction label="Delete" icon={Trash} danger disabled={props.busy}>
        {(close) => (
          <div class="flex w-64 flex-col gap-3 p-2">
            <p class="text-row">
              Delete {props.words}? <span class="text-muted">You can undo this right after.</span>
            </p>
            <div class="flex justify-end gap-2">
              <Button small variant="quiet" onClick={close}>
                Keep
              </Button>
              <Button
                small
                variant="danger"
                onClick={() => {
                  props.run(commandOf(definition, 'delete'), (id) => ({ id }), 'deleted');
                  close();
                }}
              >
                Delete {props.words}
              </Button>
            </div>
          </div>
        )}
      </BulkAction>
    </Show>
  );
};
