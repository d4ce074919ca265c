import Download from 'lucide-solid/icons/download';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import ListFilter from 'lucide-solid/icons/list-filter';
import Plus from 'lucide-solid/icons/plus';
import Upload from 'lucide-solid/icons/upload';
import { Show, createMemo, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { Menu, type MenuItem } from '#client/components/menu.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { count } from '#client/lib/format.ts';
import { filtersSet, isNarrowed, type DeskQuery } from './desk-query.ts';

type DeskToolbarProps = {
  query: DeskQuery;
  total: number | null;
  sortLabel: string;
  /** A lead is open beside the list: the filters may have made room for it. */
  beside: boolean;
  searchRef: (element: HTMLInputElement) => void;
  onSearch: (text: string) => void;
  /** Keys in the search box that lead out of it. */
  onSearchKey: (event: KeyboardEvent) => void;
  onFilters: () => void;
  onClear: () => void;
  onNew: (() => void) | undefined;
  onImport: (() => void) | undefined;
  exportHref: string | undefined;
};

/** What is found, how many that is, and what can be done to the whole of it. */
export const DeskToolbar = (props: DeskToolbarProps): JSX.Element => {
  const narrowed = createMemo(() => isNarrowed(props.query));
  // A download, not a fetch: the browser streams it to disk however large it is.
  const save = (): void => {
    const anchor = document.createElement('a');
    anchor.href = props.exportHref ?? '';
    anchor.download = '';
    anchor.click();
  };
  const more = createMemo((): MenuItem[] => [
    ...(props.onImport ? [{ label: 'Import from a CSV file', icon: Upload, run: () => props.onImport?.() }] : []),
    ...(props.exportHref
      ? [
          {
            label: narrowed() ? 'Export what is shown' : 'Export all',
            note: 'As a CSV file',
            icon: Download,
            run: save,
          },
        ]
      : []),
  ]);
  return (
    <div class="flex flex-none flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
      <div class="max-w-80 min-w-32 flex-1" onKeyDown={(event) => props.onSearchKey(event)}>
        <SearchInput
          label="Search name, phone, email"
          keys="/"
          value={props.query.search}
          onSearch={props.onSearch}
          ref={props.searchRef}
        />
      </div>
      <Button icon={ListFilter} class={props.beside ? 'xl:hidden' : 'lg:hidden'} onClick={() => props.onFilters()}>
        <span class="max-sm:sr-only">Filters</span>
        <Show when={filtersSet(props.query)}>
          {(set) => <span class="tabular rounded-full bg-accent px-1.5 text-small text-on-accent">{set()}</span>}
        </Show>
      </Button>
      <p class="tabular text-row text-muted max-sm:order-last max-sm:basis-full">
        <span data-total>
          <Show when={props.total !== null}>{count(props.total ?? 0, 'lead', 'leads')}</Show>
        </span>
        <span class="text-faint sm:hidden"> · by {props.sortLabel.toLowerCase()}</span>
      </p>
      <Show when={narrowed()}>
        <button type="button" class="button button-quiet button-small max-lg:hidden" onClick={() => props.onClear()}>
          Clear all
        </button>
      </Show>
      <div class="ml-auto flex flex-none items-center gap-1.5">
        <Show when={more().length > 0}>
          <Menu label="Import and export" items={more()}>
            <Ellipsis size={16} />
          </Menu>
        </Show>
        <Show when={props.onNew}>
          <Button variant="primary" icon={Plus} tip="New lead (N)" onClick={() => props.onNew?.()}>
            <span class="max-sm:sr-only">New lead</span>
          </Button>
        </Show>
      </div>
    </div>
  );
};
