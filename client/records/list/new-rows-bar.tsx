import ArrowUp from 'lucide-solid/icons/arrow-up';
import { Show, createEffect, createMemo, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { announce } from '#client/components/announcements.ts';
import { formatNumber } from '#client/lib/format.ts';
import type { LiveList } from '#client/store/types.ts';

/** What came while the list stood still, and the way to it. At the foot of the list: it covers no heading, and not the rows that one reads first. */
export const NewRowsBar = (props: { list: LiveList; definition: Collection }): JSX.Element => {
  const words = createMemo(() => {
    const { added, moved, gone } = props.list.diff();
    const parts = [
      added > 0 ? `${formatNumber(added)} new` : '',
      moved > 0 ? `${formatNumber(moved)} moved` : '',
      gone > 0 ? `${formatNumber(gone)} gone` : '',
    ];
    return parts.filter(Boolean).join(' · ');
  });
  createEffect(() => words() && announce(`${props.definition.label.many}: ${words()}.`));
  return (
    <Show when={words()}>
      <div class="new-rows pointer-events-none absolute inset-x-0 bottom-3 z-20 flex justify-center">
        <button
          type="button"
          class="motion-appear pointer-events-auto flex h-8 items-center gap-1.5 rounded-full bg-accent px-3 text-row font-medium text-on-accent shadow-float hover:bg-accent-strong touch:h-11"
          onClick={() => props.list.applyDiff()}
        >
          <ArrowUp size={14} />
          {words()}
          <span class="sr-only">: show</span>
        </button>
      </div>
    </Show>
  );
};
