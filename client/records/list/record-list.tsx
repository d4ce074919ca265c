import { createVirtualizer, defaultRangeExtractor } from '@tanstack/solid-virtual';
import {
  For,
  Show,
  Suspense,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  type Component,
  type JSX,
} from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord } from '#shared/collection.ts';
import { announce } from '#client/components/announcements.ts';
import { Button } from '#client/components/button.tsx';
import { late } from '#client/components/late.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import type { BulkActions } from '#client/records/bulk/bulk-bar.tsx';
import type { ListQuery, LiveList } from '#client/store/types.ts';
import { useFlood } from './flood.ts';
import { useListFreeze } from './list-freeze.ts';
import { ListItem, type CardProps, type RowProps } from './list-item.tsx';
import { useListNavigation } from './list-navigation.ts';
import { useSelectionGestures } from './selection-gestures.ts';
import { NewRowsBar } from './new-rows-bar.tsx';
import { Unanswered } from './unanswered.tsx';
import './record-list.css';

export type RecordListProps<R extends AnyRecord = AnyRecord> = {
  label: string;
  list: LiveList;
  /** What it was asked: all of it can be selected, loaded or not. */
  query: ListQuery;
  /** How many records the list holds, when known: what a screen reader says, and how far it scrolls. */
  total: number | null;
  /** Its rows are another query's. */
  unanswered: boolean;
  /** The row's height with its line below, in pixels, by whether the list is too narrow for columns. */
  rowHeight: (narrow: boolean) => number;
  /** A value that changes when the list is another one, which then begins at its top. */
  turn: unknown;
  /** The heads of the columns. */
  head?: JSX.Element;
  row: Component<RowProps<R>>;
  /** What a row shows below its line when it is expanded. */
  card?: Component<CardProps<R>> | undefined;
  /** How many columns it has where it is a grid of values; a list of rows with controls in them has none. */
  columns?: number | undefined;
  /** Called with the list's width in pixels, at first and whenever it changes. */
  onWidth?: ((width: number) => void) | undefined;
  /** What is done to selected records: where it is given, rows can be selected. */
  bulk?: BulkActions | undefined;
};

// Few begin with a selection: its code is fetched once the list is there.
const BulkBar = late(async () => (await import('#client/records/bulk/bulk-bar.tsx')).BulkBar);

/** As in record-list.css: narrower than this, a row has two lines. */
export const narrowBelow = 608;
const loadAhead = 60;
const mostSkeletons = 12;
const preloadMs = 1_000;
/** The bar of actions hides no row: so far the list can be scrolled beyond its end, in pixels. */
const barRoom = 96;

/**
 * Records, as many as there are; only those in view are in the page. Rows are kept by their record, so that focus and
 * open cards move with it. It stands still under the pointer and the keyboard's focus.
 */
export const RecordList = <R extends AnyRecord>(props: RecordListProps<R>): JSX.Element => {
  const screen = useRecordScreen();
  const { selection } = screen;
  const one = (): string => screen.definition.label.one.toLowerCase();
  const many = (): string => screen.definition.label.many.toLowerCase();
  const [width, setWidth] = createSignal(0);
  const [cardHeight, setCardHeight] = createSignal(0);
  let scroller!: HTMLDivElement;

  const ids = createMemo(() => props.list.ids());
  const indexes = createMemo(() => new Map(ids().map((id, at) => [id, at])));
  const rowHeight = createMemo(() => props.rowHeight(width() > 0 && width() < narrowBelow));
  const inGrid = (): boolean => props.columns !== undefined;
  const expandedId = createMemo(() =>
    props.card && indexes().has(screen.expandedId() ?? '') ? screen.expandedId() : null,
  );
  const flooded = useFlood(
    () => props.list,
    () => props.turn,
    screen.definition,
  );
  const freeze = useListFreeze(
    () => props.list,
    () => screen.picking() !== null || flooded(),
  );

  /** Rows that are known to come, so that the scrollbar does not end where loading does. */
  const coming = createMemo(() => {
    if (props.list.complete()) return 0;
    return props.total === null ? 3 : Math.min(mostSkeletons, Math.max(0, props.total - ids().length));
  });

  const rows = createVirtualizer<HTMLDivElement, HTMLElement>({
    get count() {
      return ids().length + coming();
    },
    getScrollElement: () => scroller,
    estimateSize: (at) => rowHeight() + (expandedId() !== null && ids()[at] === expandedId() ? cardHeight() : 0),
    overscan: 8,
    // The row in focus stays in the page when it is scrolled away: focus must not fall to the body.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      const kept = indexes().get(screen.currentId() ?? '') ?? -1;
      return kept < 0 || kept >= range.count || seen.includes(kept) ? seen : [...seen, kept].toSorted((a, b) => a - b);
    },
  });
  // By record, not by index: the virtualizer knows indexes only, and keeps what it made of them while their number stays.
  const keyAt = (at: number): string => ids()[at] ?? `coming-${at}`;
  const keys = createMemo(() => rows.getVirtualItems().map((item) => keyAt(item.index)));
  const starts = createMemo(() => new Map(rows.getVirtualItems().map((item) => [keyAt(item.index), item.start])));

  const expandedIndex = createMemo(() => indexes().get(expandedId() ?? '') ?? -1);
  createEffect(on([rowHeight, expandedIndex, cardHeight], () => rows.measure(), { defer: true }));
  createEffect(
    on(
      () => props.turn,
      () => scroller.scrollTo({ top: 0 }),
      { defer: true },
    ),
  );
  createEffect(() => {
    const last = rows.getVirtualItems().at(-1)?.index ?? 0;
    if (
      last >= ids().length - loadAhead &&
      !props.list.complete() &&
      props.list.ready() &&
      !props.list.loading() &&
      !props.list.error()
    )
      props.list.loadMore();
  });

  // What comes in above the view pushes nothing: the rows one is reading stay where they are.
  createEffect(
    on(ids, (now, before) => {
      // As of the last scrolling: to ask the element makes the browser lay out all rows at each change of many.
      if (!before || (rows.scrollOffset ?? 0) < rowHeight()) return;
      const at = Math.floor(scroller.scrollTop / rowHeight());
      const anchor = before.slice(at).find((id) => indexes().has(id));
      const shift = anchor === undefined ? 0 : (indexes().get(anchor) ?? 0) - before.indexOf(anchor);
      if (shift !== 0 && now !== before) scroller.scrollTop += shift * rowHeight();
    }),
  );

  const navigation = useListNavigation({
    ids,
    reveal: (at) => rows.scrollToIndex(at),
    row: (id) => scroller.querySelector<HTMLElement>(`[data-id="${id}"] [data-row-focus]`),
    within: () => (scroller as HTMLElement | undefined)?.contains(document.activeElement) ?? false,
    onLost: () => announce(`That ${one()} is gone; the next one has the focus.`),
    // eslint-disable-next-line solid/reactivity -- a list has cards or it has none
    canExpand: props.card !== undefined,
    canSelect: () => props.bulk !== undefined,
  });
  createEffect(() => {
    screen.setListed(ids, props.bulk !== undefined);
    onCleanup(() => screen.setListed(null));
  });
  // Without rows there is no place to see it.
  onCleanup(selection.clear);
  // Another question: what was selected in the list before is not what one sees now.
  const question = createMemo(() => JSON.stringify(props.query.filter));
  createEffect(on(question, selection.clear, { defer: true }));
  const select = (id: string, toHere: boolean): void => {
    if (toHere) selection.extend(id, ids());
    else selection.toggle(id);
  };

  onMount(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      setWidth(entry.contentRect.width);
      props.onWidth?.(entry.contentRect.width);
    });
    observer.observe(scroller);
    onCleanup(() => observer.disconnect());
    if (props.bulk) useSelectionGestures(scroller, { selection, ids });
    const timer = setTimeout(() => {
      if (!props.bulk) return;
      BulkBar.preload();
      props.bulk.preload?.();
    }, preloadMs);
    onCleanup(() => clearTimeout(timer));
  });
  // A floating list would hang in the air over another row.
  const onScroll = (): void => {
    const anchor = screen.picking()?.anchor;
    if (anchor && scroller.contains(anchor)) screen.pick(null);
  };
  const size = (): number => props.total ?? (props.list.complete() ? ids().length : -1);

  return (
    <div
      class="record-list relative flex min-h-0 min-w-0 flex-1 flex-col"
      data-selectable={props.bulk ? '' : undefined}
      data-selecting={props.bulk && selection.active() ? '' : undefined}
      {...freeze.handlers}
    >
      <NewRowsBar list={props.list} definition={screen.definition} />
      <Show when={props.unanswered}>
        <Unanswered older={many()} />
      </Show>
      <div
        class="flex min-h-0 flex-1 flex-col"
        role={inGrid() ? 'grid' : undefined}
        aria-label={inGrid() ? props.label : undefined}
        aria-rowcount={inGrid() ? (size() < 0 ? -1 : size() + 1) : undefined}
        aria-colcount={props.columns === undefined ? undefined : props.columns + (props.bulk ? 1 : 0)}
        aria-multiselectable={inGrid() && props.bulk ? true : undefined}
        aria-busy={inGrid() ? props.list.loading() : undefined}
      >
        <div class="list-head" role={inGrid() ? 'presentation' : undefined}>
          {props.head}
        </div>
        <div
          ref={(element) => (scroller = element)}
          class="min-h-0 flex-1 overflow-y-auto overscroll-contain transition-opacity duration-150 [overflow-anchor:none] [scrollbar-gutter:stable] [scrollbar-width:thin]"
          classList={{ 'opacity-35': props.unanswered, 'opacity-55': !props.unanswered && !props.list.ready() }}
          onScroll={onScroll}
          onKeyDown={(event) => navigation.onKeyDown(event)}
        >
          <Dynamic
            component={inGrid() ? 'div' : 'ul'}
            role={inGrid() ? 'rowgroup' : 'list'}
            aria-label={inGrid() ? undefined : props.label}
            aria-busy={inGrid() ? undefined : props.list.loading()}
            class="relative"
            style={{ height: `${rows.getTotalSize() + (props.bulk && selection.active() ? barRoom : 0)}px` }}
          >
            <For each={keys()}>
              {(id) => (
                <ListItem
                  id={id}
                  top={starts().get(id) ?? 0}
                  index={indexes().get(id) ?? -1}
                  size={size()}
                  height={rowHeight()}
                  current={navigation.isStop(id)}
                  expanded={expandedId() === id}
                  inGrid={inGrid()}
                  selectable={props.bulk !== undefined}
                  onSelect={select}
                  onCardHeight={setCardHeight}
                  row={props.row}
                  card={props.card}
                />
              )}
            </For>
          </Dynamic>
        </div>
      </div>
      <Show when={selection.active() && props.bulk}>
        {(actions) => (
          <Suspense>
            <BulkBar list={props.list} query={props.query} total={props.total} actions={actions()} />
          </Suspense>
        )}
      </Show>
      <Show when={props.list.error()}>
        {(error) => (
          <div
            role="alert"
            class="tone-red flex flex-none items-center gap-3 border-t border-line bg-tone-soft px-4 py-2 text-row text-tone-ink"
          >
            <p class="flex-1">
              More {many()} could not be loaded. {error().message}
            </p>
            <Button small onClick={() => props.list.loadMore()}>
              Try again
            </Button>
          </div>
        )}
      </Show>
    </div>
  );
};
