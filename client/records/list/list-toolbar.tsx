import Plus from 'lucide-solid/icons/plus';
import { Show, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { count, formatNumber } from '#client/lib/format.ts';
import type { ListQuery } from '#client/store/types.ts';
import { ListMenu } from './list-menu.tsx';
import { currentRow } from './enter-from-search.ts';
import type { Outside } from './outside.ts';

type ListToolbarProps = {
  title: string;
  /** What the list was asked: what an export holds. */
  query: ListQuery;
  /** How many records the list holds; null while not known. */
  total: number | null;
  /** A tab says the number already: on a phone it has no line of its own. */
  totalInTabs?: boolean;
  /** What stands beside the number: how long the oldest has waited, or, on a phone, the order. */
  note?: JSX.Element;
  /** Absent where nothing can be searched for. */
  search?:
    | {
        label: string;
        text: string;
        onSearch: (text: string) => void;
        /** Keys that lead from the search box to what it found. */
        onKeyDown: (event: KeyboardEvent) => void;
        ref: (element: HTMLInputElement) => void;
      }
    | undefined;
  /** What the search finds beyond the filters. */
  outside?: Outside;
  /** The list shows less than it could. */
  narrowed: boolean;
  onClear: () => void;
  onNew?: (() => void) | undefined;
  /** How that is called where it is not "New lead". */
  newLabel?: string | undefined;
  /** Offers import and export. */
  menu?: boolean;
  /** A second row: tabs and filters. */
  children?: JSX.Element;
};

/** What the list is, how many records that is, and what can be done to the whole of it. */
export const ListToolbar = (props: ListToolbarProps): JSX.Element => {
  const definition = (): Collection => props.query.collection;
  const one = (): string => definition().label.one.toLowerCase();
  let toolbar!: HTMLElement;
  const leaveSearch = (): void => (currentRow() ?? document.getElementById('main'))?.focus();
  const clear = (event: MouseEvent): void => {
    props.onClear();
    // The button leaves with what it cleared; by keyboard one goes on searching.
    if (event.detail === 0) toolbar.querySelector('input')?.focus();
  };
  /** Where nothing was found inside the filters, the list itself says what is outside. */
  const more = (): number => (props.total === 0 ? 0 : (props.outside?.count() ?? 0));
  return (
    <header
      ref={(element) => (toolbar = element)}
      class="flex flex-none flex-col gap-2 border-b border-line px-3 py-2 has-[>*+*]:pb-0 sm:px-4"
    >
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 class="text-subheading max-lg:sr-only">{props.title}</h1>
        <Show when={props.search}>
          {(search) => (
            <div class="max-w-80 min-w-32 flex-1 max-sm:max-w-none" onKeyDown={(event) => search().onKeyDown(event)}>
              <SearchInput
                label={search().label}
                keys="/"
                value={search().text}
                onSearch={(text) => search().onSearch(text)}
                onLeave={leaveSearch}
                ref={(element) => search().ref(element)}
              />
            </div>
          )}
        </Show>
        <p
          class="tabular text-row text-muted max-sm:order-last max-sm:basis-full"
          classList={{ 'max-sm:hidden': !more() && (props.total === null || props.totalInTabs === true) }}
        >
          <span data-total>
            <Show when={props.total !== null}>
              {count(props.total ?? 0, one(), definition().label.many.toLowerCase())}
            </Show>
          </span>
          {props.note}
          <Show when={more()}>
            {(count) => (
              <Button
                variant="quiet"
                small
                class="-my-2 ml-1"
                tip="Without the filters (Shift+Enter)"
                onClick={() => props.outside?.show()}
              >
                +{formatNumber(count())} outside the filters
              </Button>
            )}
          </Show>
        </p>
        <Show when={props.narrowed}>
          <button type="button" class="button button-quiet button-small max-lg:hidden" onClick={clear}>
            Clear all
          </button>
        </Show>
        <div class="ml-auto flex flex-none items-center gap-1.5">
          <Show when={props.menu}>
            <ListMenu query={props.query} narrowed={props.narrowed} />
          </Show>
          <Show when={props.onNew}>
            <Button
              variant="primary"
              icon={Plus}
              class="touch:min-w-11"
              aria-label={props.newLabel ?? `New ${one()}`}
              tip={`${props.newLabel ?? `New ${one()}`} (N)`}
              onClick={() => props.onNew?.()}
            >
              <span class="max-sm:hidden">{props.newLabel ?? `New ${one()}`}</span>
            </Button>
          </Show>
        </div>
      </div>
      {props.children}
    </header>
  );
};
