import { Show, Suspense, createMemo, type JSX } from 'solid-js';
import { late } from '#client/components/late.tsx';
import { count } from '#client/lib/format.ts';
import { lateInput } from './late-input.tsx';
import { PresenceFilter, PresenceLabel } from './presence-filter.tsx';
import { chosenRole, listed } from './rights/choosing.ts';
import type { CellProps, KindView } from './view.ts';

const RightsList = late(async () => (await import('./rights/rights-list.tsx')).RightsList);

const Cell = (props: CellProps): JSX.Element => {
  const chosen = createMemo(() => (props.full ? chosenRole(props.record) : null));
  const number = (): string => count(listed(props.value).length, 'difference', 'differences');
  return (
    <Show when={chosen()} fallback={<span class="truncate">{number()}</span>}>
      {(role) => (
        <Suspense>
          <div class="flex flex-col gap-2">
            <p class="text-muted">{number()} from the role. All together:</p>
            <RightsList of={{ ...role(), differences: listed(props.value) }} />
          </div>
        </Suspense>
      )}
    </Show>
  );
};

export const differences: KindView = {
  Input: lateInput(async () => (await import('./differences-input.tsx')).DifferencesInput),
  Cell,
  FilterEditor: PresenceFilter,
  FilterLabel: PresenceLabel,
  multiline: true,
  wide: true,
  block: true,
  onCard: 'left out',
  column: { width: 120, grow: 1 },
  draft: listed,
  read: (draft) => (listed(draft).length > 0 ? draft : null),
};
