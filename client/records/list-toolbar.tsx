import Download from 'lucide-solid/icons/download';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import Plus from 'lucide-solid/icons/plus';
import Upload from 'lucide-solid/icons/upload';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { fieldOf, type Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { tenantApi } from '#client/lib/rest.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { queryOf, type ListAddress } from './address.ts';
import { FacetTabs, countedField } from './facet-tabs.tsx';
import { FilterChip } from './filter-chip.tsx';
import { SortMenu } from './sort-menu.tsx';

type ListToolbarProps = {
  definition: Collection;
  address: ListAddress;
  searchRef: (element: HTMLInputElement) => void;
  onNew?: (() => void) | undefined;
  onImport?: (() => void) | undefined;
};

/** What the list is, which part of it is shown, and what can be done to the whole of it. */
export const ListToolbar = (props: ListToolbarProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const counted = createMemo(() => countedField(props.definition));
  const filters = createMemo(() =>
    props.definition.filters.filter((name) => name !== counted() && fieldOf(props.definition, name)),
  );
  const isSet = (name: string): boolean => props.address.current().byField.has(name);
  const anySet = createMemo(() => props.address.current().byField.size > 0 || props.address.current().search !== '');
  const searchable = createMemo(() => Object.values(props.definition.fields).some((field) => field.search));

  // A download, not a fetch: the browser streams it to disk however large it is.
  const exportHref = (): string => {
    const { filter, sort } = props.address.current();
    return `${tenantApi(workspace.tenant)}/${props.definition.name}/export${queryOf(filter, sort, props.definition)}`;
  };
  const save = (): void => {
    const anchor = document.createElement('a');
    anchor.href = exportHref();
    anchor.download = '';
    anchor.click();
  };
  const more = createMemo((): MenuItem[] => [
    ...(props.onImport ? [{ label: 'Import from a CSV file', icon: Upload, run: () => props.onImport?.() }] : []),
    ...(live.can('export', props.definition)
      ? [{ label: anySet() ? 'Export what is shown' : 'Export all', note: 'As a CSV file', icon: Download, run: save }]
      : []),
  ]);

  return (
    <header class="flex flex-none flex-col gap-2 border-b border-line px-3 pt-3 sm:px-4">
      <div class="flex items-center gap-2">
        <h1 class="text-title max-sm:sr-only">{props.definition.label.many}</h1>
        <Show when={searchable()}>
          <SearchInput
            class="control-small max-w-80 min-w-0 flex-1 border-line-strong bg-canvas sm:ml-3 touch:min-h-10"
            label={`Search ${props.definition.label.many.toLowerCase()}`}
            keys="/"
            value={props.address.current().search}
            onSearch={props.address.setSearch}
            ref={props.searchRef}
          />
        </Show>
        <div class="ml-auto flex flex-none items-center gap-1.5">
          <Show when={more().length > 0}>
            <Menu label="Import and export" items={more()}>
              <Ellipsis size={16} />
            </Menu>
          </Show>
          <Show when={props.onNew}>
            <Button
              variant="primary"
              small
              icon={Plus}
              aria-label={`New ${props.definition.label.one.toLowerCase()}`}
              tip={`New ${props.definition.label.one.toLowerCase()} (N)`}
              onClick={() => props.onNew?.()}
            >
              <span class="max-sm:hidden">New {props.definition.label.one.toLowerCase()}</span>
            </Button>
          </Show>
        </div>
      </div>
      <Show when={props.address.current().problem}>
        {(problem) => (
          <p class="tone-amber rounded-control bg-tone-soft px-3 py-1.5 text-row text-tone-ink" role="status">
            The filter in the address was not understood, so nothing is filtered: {problem()}
          </p>
        )}
      </Show>
      {/* As the window is wide, not as the list is: a record that opens beside it moves nothing under the pointer. */}
      <div class="flex flex-col gap-x-4 gap-y-1 lg:flex-row-reverse lg:items-center lg:justify-end">
        <div
          class="-mx-3 flex min-w-0 flex-none items-center gap-1.5 overflow-x-auto px-3 pb-1 empty:hidden [scrollbar-width:none] sm:-mx-4 sm:px-4 lg:-mr-4 lg:ml-0 lg:min-w-40 lg:flex-1 lg:[mask-image:linear-gradient(to_right,black_calc(100%-2rem),transparent)] lg:pr-8 lg:pl-0.5"
          // A mouse's wheel turns one way only; the last of the filters must not need Shift.
          onWheel={(event) => {
            if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
          }}
        >
          <Show when={props.definition.sorts.length > 1}>
            <SortMenu
              definition={props.definition}
              sort={props.address.current().sort}
              onSort={props.address.setSort}
            />
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
          <Show when={anySet()}>
            <Button small variant="quiet" class="flex-none" onClick={() => props.address.clear()}>
              Clear all
            </Button>
          </Show>
        </div>
        <Show when={counted()}>
          {(name) => <FacetTabs definition={props.definition} name={name()} address={props.address} />}
        </Show>
      </div>
    </header>
  );
};
