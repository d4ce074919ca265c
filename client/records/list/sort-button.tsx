import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { Show, type JSX } from 'solid-js';
import type { Sort } from '#shared/collection.ts';
import { cls } from '#client/components/class.ts';

type SortButtonProps = {
  label: string;
  sort: Sort;
  isCurrent: boolean;
  onSort: () => void;
  /** Its name for a screen reader, where the column's head does not say already that the list is ordered by it. */
  name?: string;
};

/** The head of a column that the list can be ordered by. */
export const SortButton = (props: SortButtonProps): JSX.Element => (
  <button
    type="button"
    class={cls(
      '-mx-1 flex h-6 min-w-0 items-center gap-1 rounded-small px-1 hover:text-ink',
      props.isCurrent && 'text-ink',
    )}
    aria-pressed={props.name === undefined ? undefined : props.isCurrent}
    aria-label={props.name}
    onClick={() => props.onSort()}
  >
    <span class="truncate">{props.label}</span>
    <Show when={props.isCurrent}>{props.sort.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />}</Show>
  </button>
);
