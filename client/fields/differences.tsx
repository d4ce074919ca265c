import { For, Show, type JSX } from 'solid-js';
import { count } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { lateInput } from './late-input.tsx';
import { blockView } from './block-view.ts';
import { actionLabel, placeLabels } from './rights/words.ts';
import { listed } from './rights/choosing.ts';
import type { CellProps, KindView } from './view.ts';

const Cell = (props: CellProps): JSX.Element => {
  const live = useLive();
  return (
    <Show
      when={props.full}
      fallback={<span class="truncate">{count(listed(props.value).length, 'difference', 'differences')}</span>}
    >
      <ul class="flex flex-col gap-0.5">
        <For each={listed(props.value)}>
          {({ collection, action, where }) => (
            <li>
              <Show when={live.catalog().named(collection)} fallback={`${collection}, ${action}`}>
                {(definition) => `${definition().label.many}, ${actionLabel(definition(), action)}`}
              </Show>
              : <span class="text-muted">{placeLabels[where]}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
};

export const differences: KindView = {
  Input: lateInput(async () => (await import('./differences-input.tsx')).DifferencesInput),
  Cell,
  ...blockView,
  onCard: 'left out',
  column: { width: 120, grow: 1 },
  draft: listed,
  read: (draft) => (listed(draft).length > 0 ? draft : null),
};
