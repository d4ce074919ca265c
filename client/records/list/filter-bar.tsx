import { For, Show, createMemo, type JSX } from 'solid-js';
import { fieldOf, type Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import type { ListAddress } from './address.ts';
import { FacetTabs } from './facet-tabs.tsx';
import { FilterChip } from './filter-chip.tsx';
import { SortMenu } from './sort-menu.tsx';
import { ToolbarRow } from './toolbar-row.tsx';

type FilterBarProps = {
  definition: Collection;
  address: ListAddress;
  /** The field that the list is divided by, and how many records there are for each of its values. */
  counted: string | null;
  counts: ReadonlyMap<string, number> | undefined;
};

/** Which part of the list is shown, in which order: a tab for each value of one field, a chip for each other filter. */
export const FilterBar = (props: FilterBarProps): JSX.Element => {
  const filters = createMemo(() =>
    props.definition.filters.filter((name) => name !== props.counted && fieldOf(props.definition, name)),
  );
  const isSet = (name: string): boolean => props.address.current().byField.has(name);
  return (
    <>
      <Show when={props.address.current().problem}>
        {(problem) => (
          <p class="tone-amber rounded-control bg-tone-soft px-3 py-1.5 text-row text-tone-ink" role="status">
            The filter in the address was not understood, so nothing is filtered: {problem()}
          </p>
        )}
      </Show>
      <ToolbarRow
        tabs={
          <Show when={props.counted}>
            {(name) => (
              <FacetTabs definition={props.definition} name={name()} address={props.address} counts={props.counts} />
            )}
          </Show>
        }
      >
        <Show when={props.definition.sorts.length > 1}>
          <SortMenu definition={props.definition} sort={props.address.current().sort} onSort={props.address.setSort} />
        </Show>
        <For each={filters()}>
          {(name) => (
            <FilterChip definition={props.definition} name={name} address={props.address} isSet={isSet(name)} />
          )}
        </For>
        <Show when={props.address.current().byField.has('')}>
          <Button small variant="quiet" class="flex-none" onClick={() => props.address.setField('', [])}>
            Other conditions: remove
          </Button>
        </Show>
        <Show when={props.address.isNarrowed()}>
          <Button small variant="quiet" class="flex-none lg:hidden" onClick={() => props.address.clear()}>
            Clear all
          </Button>
        </Show>
      </ToolbarRow>
    </>
  );
};
