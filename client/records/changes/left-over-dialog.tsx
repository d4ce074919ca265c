import { useNavigate } from '@solidjs/router';
import { For, Show, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { Dialog } from '#client/components/dialog.tsx';
import { RecordName } from '#client/fields/record-name.tsx';
import { count, formatNumber } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import {
  closeLeftOver,
  isLeftOverOpen,
  leftOver,
  reasonsOf,
  recordsToSelect,
  selectableIn,
  selectRecords,
  type LeftOver,
  type Reason,
} from './outcomes.ts';

/** So many names are read; of more, that there are more. */
const mostNamed = 50;

const closing = (run: () => void): void => {
  closeLeftOver();
  run();
};

/** Which records an act left as they were, by the reason. */
export const LeftOverDialog = (): JSX.Element => {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  /** In the list that is on the screen; where it is another one, in theirs. */
  const select = ({ collection, left }: LeftOver, list: string): void => {
    selectRecords({ collection, ids: selectableIn(left) });
    if (recordsToSelect()) navigate(list);
  };
  return (
    <Dialog
      open={isLeftOverOpen()}
      onClose={closeLeftOver}
      title={leftOver()?.title ?? ''}
      footer={
        <Show when={leftOver()}>
          {(now) => (
            <>
              <Show when={now().undo}>
                {(undo) => <Button onClick={() => closing(undo())}>Undo what was changed</Button>}
              </Show>
              {/* Records that are listed in another one's pane only have no list to be selected in. */}
              <Show when={selectableIn(now().left).length > 0 && workspace.hrefOf(now().collection)}>
                {(list) => (
                  <Button variant="primary" onClick={() => closing(() => select(now(), list()))}>
                    Select only these {formatNumber(selectableIn(now().left).length)}
                  </Button>
                )}
              </Show>
            </>
          )}
        </Show>
      }
    >
      <Show when={leftOver()}>{(now) => <Reasons of={now()} />}</Show>
    </Dialog>
  );
};

const Reasons = (props: { of: LeftOver }): JSX.Element => {
  const live = useLive();
  const definition = (): Collection | undefined => live.catalog().named(props.of.collection);
  const reasons = createMemo(() => reasonsOf(props.of.left, definition()));
  return (
    <div class="flex flex-col gap-4">
      <For each={reasons()}>{(reason) => <OneReason reason={reason} definition={definition()} />}</For>
    </div>
  );
};

const OneReason = (props: { reason: Reason; definition: Collection | undefined }): JSX.Element => {
  const workspace = useWorkspace();
  return (
    <section>
      <h3 class="flex items-baseline gap-2 text-row font-semibold text-pretty">
        <span class="min-w-0 flex-1">{props.reason.message}</span>
        <span class="tabular flex-none font-normal text-faint">{formatNumber(props.reason.ids.length)}</span>
      </h3>
      <Show when={props.definition}>
        {(known) => (
          <ul class="pt-1 text-row">
            <For each={props.reason.ids.slice(0, mostNamed)}>
              {(id) => (
                <li class="border-b border-line py-1 last:border-b-0">
                  <a
                    class="block truncate text-ink hover:underline touch:py-2.5"
                    href={workspace.hrefOf(known().name, id) ?? undefined}
                    onClick={() => closeLeftOver()}
                  >
                    <RecordName definition={known()} id={id} />
                  </a>
                </li>
              )}
            </For>
            <Show when={props.reason.ids.length > mostNamed}>
              <li class="pt-1 text-faint">and {count(props.reason.ids.length - mostNamed, 'other', 'others')}</li>
            </Show>
          </ul>
        )}
      </Show>
    </section>
  );
};
