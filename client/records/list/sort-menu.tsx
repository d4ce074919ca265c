import ArrowDownWideNarrow from 'lucide-solid/icons/arrow-down-wide-narrow';
import { type JSX } from 'solid-js';
import type { Collection, Sort } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import { Menu } from '#client/components/menu.tsx';

/** By what the list is ordered, from the orders that the definition offers. */
export const SortMenu = (props: { definition: Collection; sort: Sort; onSort: (sort: Sort) => void }): JSX.Element => (
  <Menu
    label={`Sorted by ${props.sort.label.toLowerCase()}. Change`}
    tip={false}
    placement="bottom-start"
    class="button button-quiet button-small -ml-2 flex-none"
    items={props.definition.sorts.map((sort) => ({
      label: sort.label,
      checked: sortName(sort) === sortName(props.sort),
      run: () => props.onSort(sort),
    }))}
  >
    <ArrowDownWideNarrow size={16} />
    {props.sort.label}
  </Menu>
);
