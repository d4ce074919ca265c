import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { For, Show, type JSX } from 'solid-js';
import type { Collection, Sort } from '#shared/collection.ts';
import { sortName } from '#shared/sort.ts';
import { cls } from '#client/components/class.ts';
import type { ListAddress } from './address.ts';
import type { Column } from './columns.ts';

type ListHeaderProps = { columns: readonly Column[]; template: string; definition: Collection; address: ListAddress };

/** The columns' names; those that the list can be ordered by are buttons. */
export const ListHeader = (props: ListHeaderProps): JSX.Element => {
  const sortOf = (column: Column): Sort | undefined =>
    props.definition.sorts.find((sort) => sort.by[0] === column.names[0]);
  const isCurrent = (sort: Sort): boolean => sortName(sort) === sortName(props.address.current().sort);
  return (
    <div
      role="row"
      aria-rowindex={1}
      class="sticky top-0 z-10 grid h-8 items-center gap-4 border-b border-line bg-surface px-4 text-small font-medium text-faint"
      style={{ 'grid-template-columns': props.template }}
    >
      <For each={props.columns}>
        {(column) => (
          <div
            role="columnheader"
            class={cls('flex min-w-0 items-center', column.view.column.numeric && 'justify-end pr-4')}
            aria-sort={
              sortOf(column) && isCurrent(sortOf(column) as Sort)
                ? sortOf(column)?.descending
                  ? 'descending'
                  : 'ascending'
                : undefined
            }
          >
            <Show when={sortOf(column)} fallback={<span class="truncate">{column.label}</span>}>
              {(sort) => (
                <button
                  type="button"
                  class={cls(
                    '-mx-1 flex h-6 min-w-0 items-center gap-1 rounded-small px-1 hover:text-ink',
                    isCurrent(sort()) && 'text-ink',
                  )}
                  onClick={() => props.address.setSort(sort())}
                >
                  <span class="truncate">{column.label}</span>
                  <Show when={isCurrent(sort())}>
                    {sort().descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
                  </Show>
                </button>
              )}
            </Show>
          </div>
        )}
      </For>
    </div>
  );
};
