import { createVirtualizer, defaultRangeExtractor } from '@tanstack/solid-virtual';
import {
  For,
  Show,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  type Component,
  type JSX,
} from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { announce } from '#client/components/announcer.tsx';
import { Button } from '#client/components/button.tsx';
import type { LiveList } from '#client/store/types.ts';
import { NewRowsBar } from '#client/records/new-rows-bar.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { useListFreeze } from './list-freeze.ts';
import { LeadItem, type RowProps } from './lead-item.tsx';
import { Unanswered } from '#client/records/unanswered.tsx';
import { useListNavigation } from './list-navigation.ts';
import '#client/modules/leads/lead-desk.css';

type LeadListProps = {
  label: string;
  list: LiveList;
  /** How many the list holds, when known: what a screen reader says, and how far it scrolls. */
  total: number | null;
  /** Its rows are another query's. */
  unanswered: boolean;
  /** The row's height, by whether the list is too narrow for columns. */
  rowHeight: (narrow: boolean) => number;
  /** A number that changes when the list is another one, which then begins at its top. */
  turn: unknown;
  head?: JSX.Element;
  line: Component<RowProps>;
  /** What a row shows below its line when it is expanded. */
  card?: Component<{ lead: Lead }> | undefined;
};

/** As in lead-desk.css: narrower than this, a row has two lines. */
const narrowBelow = 608;
const loadAhead = 60;
const mostSkeletons = 12;

/**
 * Leads, as many as there are; only those in view are in the page. A list of cards with buttons, as ARIA has it,
 * though its cells stand in columns. Rows are kept by their lead, so that focus and open cards move with it.
 */
export const LeadList = (props: LeadListProps): JSX.Element => {
  const desk = useDesk();
  const [width, setWidth] = createSignal(0);
  const [cardHeight, setCardHeight] = createSignal(0);
  let scroller!: HTMLDivElement;

  const ids = createMemo(() => props.list.ids());
  const indexes = createMemo(() => new Map(ids().map((id, at) => [id, at])));
  const narrow = createMemo(() => width() > 0 && width() < narrowBelow);
  const rowHeight = createMemo(() => props.rowHeight(narrow()));
  const peeked = createMemo(() => (props.card && indexes().has(desk.peekedId() ?? '') ? desk.peekedId() : null));
  const freeze = useListFreeze(
    () => props.list,
    () => desk.picking() !== null,
  );

  /** Rows that are known to come, so that the scrollbar does not end where loading does. */
  const coming = createMemo(() => {
    if (props.list.complete()) return 0;
    return props.total === null ? 3 : Math.min(mostSkeletons, Math.max(0, props.total - ids().length));
  });

  const rows = createVirtualizer<HTMLDivElement, HTMLLIElement>({
    get count() {
      return ids().length + coming();
    },
    getScrollElement: () => scroller,
    estimateSize: (at) => rowHeight() + (peeked() !== null && ids()[at] === peeked() ? cardHeight() : 0),
    overscan: 8,
    // The row in focus stays in the page when it is scrolled away: focus must not fall to the body.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      const kept = indexes().get(desk.currentId() ?? '') ?? -1;
      return kept < 0 || kept >= range.count || seen.includes(kept) ? seen : [...seen, kept].toSorted((a, b) => a - b);
    },
  });
  // By lead, not by place: the virtualizer knows places only, and keeps what it made of them while their number stays.
  const keyAt = (at: number): string => ids()[at] ?? `coming-${at}`;
  const keys = createMemo(() => rows.getVirtualItems().map((item) => keyAt(item.index)));
  const starts = createMemo(() => new Map(rows.getVirtualItems().map((item) => [keyAt(item.index), item.start])));

  const peekedPlace = createMemo(() => indexes().get(peeked() ?? '') ?? -1);
  createEffect(on([rowHeight, peekedPlace, cardHeight], () => rows.measure(), { defer: true }));
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
      if (!before || scroller.scrollTop < rowHeight()) return;
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
    onLost: () => announce('That lead is gone; the next one has the focus.'),
  });

  onMount(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(scroller);
    onCleanup(() => watch.disconnect());
  });
  // A floating list would hang in the air over another row.
  const onScroll = (): void => {
    const anchor = desk.picking()?.anchor;
    if (anchor && scroller.contains(anchor)) desk.pick(null);
  };

  return (
    <div class="lead-list relative flex min-h-0 min-w-0 flex-1 flex-col" {...freeze.handlers}>
      {props.head}
      <div class="lead-waiting">
        <NewRowsBar list={props.list} definition={leads} />
      </div>
      <Show when={props.unanswered}>
        <Unanswered older="leads" />
      </Show>
      <div
        ref={(element) => (scroller = element)}
        classList={{ 'opacity-35': props.unanswered }}
        class="min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none] [scrollbar-gutter:stable]"
        onScroll={onScroll}
        onKeyDown={navigation.onKeyDown}
      >
        <ul
          role="list"
          aria-label={props.label}
          aria-busy={props.list.loading()}
          class="relative"
          style={{ height: `${rows.getTotalSize()}px` }}
        >
          <For each={keys()}>
            {(id) => (
              <LeadItem
                id={id}
                top={starts().get(id) ?? 0}
                index={indexes().get(id) ?? -1}
                size={props.total ?? (props.list.complete() ? ids().length : -1)}
                height={rowHeight()}
                current={navigation.isStop(id)}
                peeked={peeked() === id}
                onCardHeight={setCardHeight}
                row={props.line}
                card={props.card}
              />
            )}
          </For>
        </ul>
      </div>
      <Show when={props.list.error()}>
        {(error) => (
          <div
            role="alert"
            class="tone-red flex flex-none items-center gap-3 border-t border-line bg-tone-soft px-4 py-2 text-row text-tone-ink"
          >
            <p class="flex-1">More leads could not be loaded. {error().message}</p>
            <Button small onClick={() => props.list.loadMore()}>
              Try again
            </Button>
          </div>
        )}
      </Show>
    </div>
  );
};
