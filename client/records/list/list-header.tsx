import { Show, type JSX } from 'solid-js';
import type { Collection, Sort } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import { cls } from '#client/components/class.ts';
import { Keyed } from '#client/components/keyed.tsx';
import type { ListAddress } from './address.ts';
import { columnKey, type Column } from './columns.ts';
import { SelectAll } from './select-all.tsx';
import { SortButton } from './sort-button.tsx';

type ListHeaderProps = {
  columns: readonly Column[];
  template: string;
  definition: Collection;
  address: ListAddress;
  /** Rows end with what is done with their records. */
  actions?: boolean;
};

/** The columns' names; those that the list can be ordered by are buttons. */
export const ListHeader = (props: ListHeaderProps): JSX.Element => {
  const sortOf = (column: Column): Sort | undefined =>
    props.definition.sorts.find((sort) => sort.by[0] === column.names[0]);
  const isCurrent = (sort: Sort): boolean => sortName(sort) === sortName(props.address.current().sort);
  return (
    <div
      role="row"
      aria-rowindex={1}
      class="grid h-8 flex-none items-center gap-4 overflow-hidden px-4 text-small font-medium text-faint [scrollbar-gutter:stable] [scrollbar-width:thin]"
      style={{ 'grid-template-columns': props.template }}
    >
      <SelectAll inGrid />
      <Keyed each={props.columns} by={columnKey}>
        {(column) => (
          <div
            role="columnheader"
            class={cls('flex min-w-0 items-center', column().view.column.numeric && 'justify-end pr-4')}
            aria-sort={
              sortOf(column()) && isCurrent(sortOf(column()) as Sort)
                ? sortOf(column())?.descending
                  ? 'descending'
                  : 'ascending'
                : undefined
            }
          >
            <Show when={sortOf(column())} fallback={<span class="truncate">{column().label}</span>}>
              {(sort) => (
                <SortButton
                  label={column().label}
                  sort={sort()}
                  isCurrent={isCurrent(sort())}
                  onSort={() => props.address.setSort(sort())}
                />
              )}
            </Show>
          </div>
        )}
      </Keyed>
      <Show when={props.actions}>
        <div role="columnheader" class="text-right">
          Actions
        </div>
      </Show>
    </div>
  );
};
