import SearchX from 'lucide-solid/icons/search-x';
import { Match, Show, Switch, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { iconOf } from '#client/components/collection-icon.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { count } from '#client/lib/format.ts';
import { isPhoneSearch } from '#shared/fold.ts';
import { phoneField } from '#client/records/phone-field.ts';
import type { Outside } from './outside.ts';
import { RecordList, type RecordListProps } from './record-list.tsx';
import type { QueriedList } from './list-query.ts';
import { useResultsAnnounced } from './results.ts';
import type { AnyRecord } from '#shared/collection.ts';
import { Unanswered } from './unanswered.tsx';

type ShownListProps<R extends AnyRecord> = Omit<RecordListProps<R>, 'list' | 'unanswered' | 'query'> & {
  queried: QueriedList;
  /** `total` is this query's, not the one's before. */
  counted: boolean;
  /** What was searched for. */
  search: string;
  /** Whether filters are set; absent where the list has none. */
  filtered?: boolean;
  onClear: () => void;
  /** What the search finds beyond the filters. */
  outside?: Outside;
  /** The widths of the columns while they are loading, and how many cells that is. */
  skeleton: { readonly columns: string; readonly cells: number };
  /** Absent where one may not add records; with the phone number that was searched for. */
  onNew?: ((phone?: string) => void) | undefined;
  /** What it says where it is empty by what one looks at, and not by a search or filters. */
  emptyView?: { readonly title: string; readonly text: string } | undefined;
  /** What an empty list says where nothing is filtered; a sentence and a button of its own unless given. */
  empty?: JSX.Element;
};

/** The rows, or why there are none and what to do about it. */
export const ShownList = <R extends AnyRecord>(props: ShownListProps<R>): JSX.Element => {
  const screen = useRecordScreen();
  const one = (): string => screen.definition.label.one.toLowerCase();
  const many = (): string => screen.definition.label.many.toLowerCase();
  const list = () => props.queried.list;
  const clearLabel = (): string => {
    if (props.emptyView) return `Show all ${many()}`;
    return props.filtered === undefined ? 'Clear the search' : 'Clear search and filters';
  };
  const noMatch = (): string => props.emptyView?.title ?? `No ${many()} match`;
  const isNarrowed = (): boolean => props.filtered === true || props.search !== '';
  const isEmpty = (): boolean => list().ids().length === 0;
  const outside = (): number => props.outside?.count() ?? 0;
  /** A number that no record has, as far as one may see. */
  const newPhone = (): string | null =>
    props.onNew &&
    props.outside?.count() !== null &&
    outside() === 0 &&
    phoneField(screen.definition) !== null &&
    isPhoneSearch(props.search)
      ? props.search
      : null;
  const why = (): string => {
    if (props.emptyView) return props.emptyView.text;
    if (props.search === '') return 'Nothing that you have access to meets all of these filters.';
    if (outside() === 0)
      return `Nothing that you have access to matches “${props.search}”${props.filtered ? ' with these filters' : ''}.`;
    return `${count(outside(), one(), many())} outside the filters ${outside() === 1 ? 'matches' : 'match'} “${props.search}”.`;
  };
  /** What the list came to; null until that is known. */
  const result = (): string | null => {
    if (!list().ready()) return null;
    if (isEmpty()) {
      if (!isNarrowed()) return `No ${many()}.`;
      return props.outside && props.outside.count() === null ? null : `${noMatch()}. ${why()}`;
    }
    const number = list().complete() ? list().ids().length : props.counted ? props.total : null;
    return number === null ? null : `${count(number, one(), many())}.`;
  };
  useResultsAnnounced({ turn: () => props.turn, sort: () => props.queried.query().sort.label, result });
  return (
    // The keyboard stays here when what had the focus gives way to something else.
    <div class="flex min-h-0 min-w-0 flex-1 flex-col outline-none" tabindex={-1} data-focus-home>
      <Switch
        fallback={
          <RecordList
            label={props.label}
            list={list()}
            query={props.queried.query()}
            total={props.total}
            unanswered={props.queried.unanswered()}
            rowHeight={props.rowHeight}
            turn={props.turn}
            head={props.head}
            row={props.row}
            card={props.card}
            columns={props.columns}
            onWidth={props.onWidth}
            bulk={props.bulk}
          />
        }
      >
        <Match when={isEmpty() && list().error()}>
          {(error) => (
            <ErrorState
              title={`The ${many()} could not be loaded`}
              reference={error().details?.reference}
              onRetry={() => props.queried.retry()}
            >
              {error().message} Nothing that you saved is lost.
            </ErrorState>
          )}
        </Match>
        <Match when={isEmpty() && !list().ready()}>
          <Show when={props.queried.unanswered()}>
            <Unanswered />
          </Show>
          <SkeletonRows
            label={`Loading the ${many()}`}
            rows={16}
            columns={props.skeleton.columns}
            cells={props.skeleton.cells}
          />
        </Match>
        <Match when={isEmpty() && isNarrowed()}>
          <EmptyState
            icon={SearchX}
            title={noMatch()}
            action={
              <div class="flex flex-wrap justify-center gap-2">
                <Show when={outside() > 0}>
                  <Button variant="primary" onClick={() => props.outside?.show()}>
                    Show {count(outside(), one(), many())}
                  </Button>
                </Show>
                <Show when={newPhone()}>
                  {(phone) => (
                    <Button variant="primary" data-next onClick={() => props.onNew?.(phone())}>
                      Add {phone()} as new {one()}
                    </Button>
                  )}
                </Show>
                <Button onClick={() => props.onClear()}>{clearLabel()}</Button>
              </div>
            }
          >
            {why()}
          </EmptyState>
        </Match>
        <Match when={isEmpty()}>
          <Show
            when={props.empty}
            fallback={
              <EmptyState
                icon={iconOf(screen.definition)}
                title={`No ${many()} yet`}
                action={
                  <Show when={props.onNew}>
                    {(add) => <Button onClick={() => add()()}>Add the first {one()}</Button>}
                  </Show>
                }
              >
                {props.onNew
                  ? 'Add one, or import a CSV file from the menu above.'
                  : 'What others share with you appears here by itself.'}
              </EmptyState>
            }
          >
            {props.empty}
          </Show>
        </Match>
      </Switch>
    </div>
  );
};
