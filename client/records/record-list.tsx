import { createVirtualizer, defaultRangeExtractor } from '@tanstack/solid-virtual';
import {
  For,
  Match,
  Show,
  Switch,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
  type JSX,
} from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { cls } from '#client/components/class.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { ListAddress } from './address.ts';
import { columnsOf, fitting, templateOf } from './columns.ts';
import { ListHeader } from './list-header.tsx';
import { ListNothing } from './list-nothing.tsx';
import { useRowKeys } from './row-keys.ts';
import { RecordRow } from './record-row.tsx';
import { NewRowsBar } from './new-rows-bar.tsx';
import { useRetry } from './retry.ts';
import { Unanswered, useUnanswered } from './unanswered.tsx';

type RecordListProps = {
  definition: Collection;
  address: ListAddress;
  /** The record that is open beside the list. */
  selected: string | null;
  hrefOf: (id: string) => string;
  onOpen: (id: string, byKeyboard: boolean) => void;
  onNew: (() => void) | undefined;
};

/** Narrower than this, a row is a card of two lines. */
const cardsBelow = 560;

/** The collection's records, as many as there are; only those in view are in the page. */
export const RecordList = (props: RecordListProps): JSX.Element => {
  const live = useLive();
  const query = createMemo(() => {
    const { filter, sort } = props.address.current();
    return { collection: props.definition, filter, sort };
  });
  const asked = useRetry(query);
  const list = live.list(asked.query);
  const unanswered = useUnanswered(list, live);
  const [width, setWidth] = createSignal(0);
  let scroller!: HTMLDivElement;

  const cards = createMemo(() => width() > 0 && width() < cardsBelow);
  const columns = createMemo(() => fitting(columnsOf(props.definition, live), width()));
  const template = createMemo(() => templateOf(columns()));
  const rowHeight = (): number => (cards() ? 64 : 40);

  const rows = createVirtualizer<HTMLDivElement, HTMLDivElement>({
    get count() {
      return list.ids().length;
    },
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight(),
    overscan: 10,
    // The row in focus stays in the page when it is scrolled away: focus must not fall to the body.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      const kept = keys.index();
      return kept < 0 || kept >= range.count || seen.includes(kept) ? seen : [...seen, kept].toSorted((a, b) => a - b);
    },
  });
  const keys = useRowKeys({
    ids: list.ids,
    selected: () => props.selected,
    open: (id) => props.onOpen(id, true),
    reveal: (index) => rows.scrollToIndex(index),
    element: (index) => scroller.querySelector<HTMLElement>(`[data-index="${index}"]`),
  });

  createEffect(on(cards, () => rows.measure(), { defer: true }));
  createEffect(on(query, () => scroller.scrollTo({ top: 0 }), { defer: true }));
  createEffect(() => {
    const last = rows.getVirtualItems().at(-1)?.index ?? 0;
    if (last >= list.ids().length - 25 && !list.complete() && list.ready()) list.loadMore();
  });
  onMount(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(scroller);
    onCleanup(() => watch.disconnect());
  });

  const [pointed, setPointed] = createSignal(false);
  const [focused, setFocused] = createSignal(false);
  createEffect(() => list.freeze(pointed() || focused()));

  return (
    <div class="relative flex min-h-0 flex-1 flex-col">
      <NewRowsBar list={list} definition={props.definition} />
      <Show when={unanswered()}>
        <Unanswered {...(list.ids().length > 0 ? { older: props.definition.label.many.toLowerCase() } : {})} />
      </Show>
      <div
        ref={(element) => (scroller = element)}
        class="min-h-0 flex-1 overflow-auto [overflow-anchor:none]"
        role="grid"
        aria-label={props.definition.label.many}
        aria-rowcount={list.complete() ? list.ids().length + 1 : -1}
        aria-colcount={columns().length}
        aria-busy={list.loading()}
        onPointerEnter={(event) => event.pointerType === 'mouse' && setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocusIn={() => setFocused(true)}
        onFocusOut={(event) =>
          !(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) &&
          setFocused(false)
        }
        onKeyDown={keys.onKeyDown}
      >
        <Show when={!cards() && width() > 0}>
          <ListHeader columns={columns()} template={template()} definition={props.definition} address={props.address} />
        </Show>
        <Switch>
          <Match when={list.ids().length > 0}>
            <div
              role="rowgroup"
              class={cls(
                'relative transition-opacity duration-150',
                unanswered() ? 'opacity-35' : !list.ready() && 'opacity-55',
              )}
              style={{ height: `${rows.getTotalSize()}px` }}
            >
              <For each={rows.getVirtualItems()}>
                {(item) => (
                  <Show when={list.ids()[item.index]}>
                    {(id) => (
                      <RecordRow
                        definition={props.definition}
                        id={id()}
                        index={item.index}
                        top={item.start}
                        height={rowHeight()}
                        columns={columns()}
                        template={template()}
                        card={cards()}
                        href={props.hrefOf(id())}
                        selected={props.selected === id()}
                        tabbable={keys.index() === item.index || (keys.index() < 0 && item.index === 0)}
                        onFocus={() => keys.setActive(id())}
                        onOpen={() => props.onOpen(id(), false)}
                      />
                    )}
                  </Show>
                )}
              </For>
            </div>
          </Match>
          <Match when={!list.ready() && !list.error()}>
            <SkeletonRows
              label={`Loading ${props.definition.label.many.toLowerCase()}`}
              columns={cards() ? '1fr' : template()}
              cells={cards() ? 1 : columns().length}
            />
          </Match>
          <Match when={true}>
            <ListNothing
              definition={props.definition}
              address={props.address}
              error={list.error()}
              onRetry={asked.retry}
              onNew={props.onNew}
            />
          </Match>
        </Switch>
      </div>
    </div>
  );
};
