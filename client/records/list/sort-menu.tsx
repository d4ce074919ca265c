import ArrowDownWideNarrow from 'lucide-solid/icons/arrow-down-wide-narrow';
import { type JSX } from 'solid-js';
import type { Collection, Sort } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import { Menu } from '#client/components/menu.tsx';

type SortMenuProps = {
  definition: Collection;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** On a phone its mark alone. */
  short?: boolean;
};

/** By what the list is ordered, from the orders that the definition offers. */
export const SortMenu = (props: SortMenuProps): JSX.Element => (
  <Menu
    label={`Sorted by ${props.sort.label.toLowerCase()}. Change`}
    tip={false}
    placement="bottom-start"
    class="button button-quiet button-small -ml-2 flex-none touch:min-h-11 touch:min-w-11"
    items={props.definition.sorts.map((sort) => ({
      label: sort.label,
      checked: sortName(sort) === sortName(props.sort),
      run: () => props.onSort(sort),
    }))}
  >
    <ArrowDownWideNarrow size={16} />
    <span class={props.short ? 'max-sm:sr-only' : undefined}>Sorted by {props.sort.label.toLowerCase()}</span>
  </Menu>
);
