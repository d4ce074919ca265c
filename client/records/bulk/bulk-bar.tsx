import X from 'lucide-solid/icons/x';
import { Show, Suspense, createMemo, createSignal, onCleanup, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Patch } from '#shared/collection.ts';
import { Button } from '#client/components/button.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { toast } from '#client/components/toasts.ts';
import { count, formatNumber } from '#client/lib/format.ts';
import type { Live } from '#client/live/types.ts';
import { mostSelected } from '#client/records/list/selection.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { sameQuestion } from '#client/store/checked-query.ts';
import type { ListQuery, LiveList } from '#client/store/types.ts';

/** What the actions of a selection get to work with. */
export type BulkProps = {
  /** Reactive: which records, in the order in which they were chosen. */
  ids: () => readonly string[];
  /** "23 leads" */
  words: string;
  /** Something is being done to many already. */
  busy: boolean;
  /** Runs a command for each of them. `what` is said after their number: "now Lost". */
  run: (command: Parameters<Live['mutateMany']>[0], args: (id: string) => Patch, what: string) => void;
};

/** A module's own actions, or those that follow from the definition; they may be loaded when they are needed. */
export type BulkActions = Component<BulkProps> & { readonly preload?: () => void };

type BulkBarProps = {
  list: LiveList;
  query: ListQuery;
  total: number | null;
  actions: BulkActions;
};

/** The row that the keyboard was at last, where it is in view; else the first that is. Nothing scrolls for it. */
const focusRow = (list: Element): void => {
  const view = (list.querySelector('.list-head')?.nextElementSibling ?? list).getBoundingClientRect();
  const isInView = (row: Element): boolean => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= view.top && bottom <= view.bottom;
  };
  const rows = [
    ...list.querySelectorAll<HTMLElement>('[data-current] [data-row-focus]'),
    ...list.querySelectorAll<HTMLElement>('[data-row-focus]'),
  ];
  (rows.find(isInView) ?? rows[0])?.focus({ preventScroll: true });
};

const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** How many records are selected, and what can be done to them. It floats over the end of the list. */
export const BulkBar = (props: BulkBarProps): JSX.Element => {
  const { selection, definition, live } = useRecordScreen();
  const { one, many } = definition.label;
  const words = (): string => count(selection.count(), one.toLowerCase(), many.toLowerCase());
  const ids = createMemo(() => [...selection.ids()]);
  /** More would fit the list's question than are chosen, and may be chosen. */
  const others = createMemo(() => {
    const all = props.total ?? (props.list.complete() ? props.list.ids().length : null);
    return all !== null && all > selection.count() && selection.count() < mostSelected ? all : null;
  });
  /** Chosen, and in the list no longer: they have been changed since. */
  const elsewhere = createMemo(() => {
    if (!props.list.complete()) return 0;
    const listed = new Set(props.list.ids());
    return ids().filter((id) => !listed.has(id)).length;
  });

  const [reading, setReading] = createSignal(false);
  let isHere = true;
  let bar!: HTMLElement;
  onCleanup(() => {
    isHere = false;
    // What has the focus in the bar, or in a choice that floats above it, leaves with it.
    const list = bar.closest('.record-list');
    queueMicrotask(() => list?.isConnected && isFocusLost() && focusRow(list));
  });
  const selectAll = async (): Promise<void> => {
    setReading(true);
    const { query } = props;
    const gone = new Set<string>();
    const stop = live.onGone((of, id) => of.name === definition.name && gone.add(id));
    // eslint-disable-next-line solid/reactivity -- asked while the pages are being read
    const answer = await live.readIds(query, mostSelected, () => isHere && sameQuestion(props.query, query));
    stop();
    setReading(false);
    if (!answer || !isHere) return;
    if (!answer.ok) {
      toast(`They could not all be selected. ${answer.error.message}`, { failure: true });
      return;
    }
    selection.set(answer.ids.filter((id) => !gone.has(id)));
    if (answer.more)
      toast(`The first ${count(mostSelected, one, many.toLowerCase())} are selected; there are more.`, {
        tone: 'amber',
      });
  };
  const run: BulkProps['run'] = (command, args, what) => {
    const chosen = ids();
    if (chosen.length > 0 && !selection.busy())
      live.mutateMany(command, chosen.map(args), { describe: `${words()}: ${what}` });
  };

  return (
    <div class="pointer-events-none absolute inset-x-0 bottom-0 z-20 flex justify-center p-3 max-sm:p-2">
      <section
        ref={(element) => (bar = element)}
        class="bulk-bar floating motion-appear pointer-events-auto flex max-w-full min-w-0 flex-wrap items-center gap-x-3 gap-y-1 p-1.5 pl-3"
        aria-label="Selected"
      >
        <Show when={selection.count() > 0}>
          <p class="tabular flex min-w-0 items-center gap-1.5 text-row whitespace-nowrap">
            <span class="font-semibold">{words()}</span> <span class="text-muted">selected</span>
            <Show when={elsewhere() > 0}>
              <span class="text-faint" data-tip="They were changed, and the list's filters leave them out now">
                · {formatNumber(elsewhere())} not in this list now
              </span>
            </Show>
          </p>
        </Show>
        <Show when={others()}>
          {(all) => (
            <Button small variant="quiet" class="text-accent!" busy={reading()} onClick={() => void selectAll()}>
              {all() > mostSelected
                ? `Select the first ${formatNumber(mostSelected)} of ${formatNumber(all())}`
                : `Select all ${formatNumber(all())}`}
            </Button>
          )}
        </Show>
        <Show
          when={selection.count() > 0}
          fallback={<p class="text-row text-muted">Choose the {many.toLowerCase()} to change.</p>}
        >
          <div class="flex min-w-0 items-center gap-1.5 max-sm:order-last max-sm:-m-1 max-sm:basis-full max-sm:overflow-x-auto max-sm:p-1">
            <Suspense>
              <Dynamic component={props.actions} ids={ids} words={words()} busy={selection.busy()} run={run} />
            </Suspense>
          </div>
        </Show>
        <IconButton
          icon={X}
          label="Clear the selection"
          keys="Esc"
          small
          class="max-sm:ml-auto"
          onClick={selection.clear}
        />
      </section>
    </div>
  );
};
