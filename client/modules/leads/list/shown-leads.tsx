import Contact from 'lucide-solid/icons/contact-round';
import SearchX from 'lucide-solid/icons/search-x';
import { Match, Show, Switch, createMemo, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import type { LiveList } from '#client/store/types.ts';
import { filtersSet, formatDeskQuery, isNarrowed, type DeskQuery } from './desk-query.ts';
import { LeadCard } from './lead-card.tsx';
import { LeadHead } from '#client/modules/leads/pane/lead-head.tsx';
import { LeadList } from './lead-list.tsx';
import { Unanswered } from '#client/records/unanswered.tsx';
import { LeadRow } from './lead-row.tsx';

type ShownLeadsProps = {
  list: LiveList;
  query: DeskQuery;
  total: number | null;
  /** The list has no answer to this query yet, and may not get one soon. */
  unanswered: boolean;
  onSort: (sort: string) => void;
  onClear: () => void;
  onRetry: () => void;
  onNew: (() => void) | undefined;
};

/** The rows, or why there are none. */
export const ShownLeads = (props: ShownLeadsProps): JSX.Element => {
  const narrowed = createMemo(() => isNarrowed(props.query));
  const isEmpty = createMemo(() => props.list.ready() && props.list.ids().length === 0);
  return (
    <Switch
      fallback={
        <LeadList
          label="Leads"
          list={props.list}
          total={props.total}
          unanswered={props.unanswered}
          turn={formatDeskQuery(props.query)}
          rowHeight={(narrow) => (narrow ? 69 : 41)}
          head={<LeadHead sort={props.query.sort} onSort={props.onSort} />}
          line={LeadRow}
          card={LeadCard}
        />
      }
    >
      <Match when={props.list.ids().length === 0 && props.list.error()}>
        {(error) => (
          <ErrorState
            title="The leads could not be loaded"
            reference={error().details?.reference}
            onRetry={() => props.onRetry()}
          >
            {error().message} Nothing that you saved is lost.
          </ErrorState>
        )}
      </Match>
      <Match when={!props.list.ready() && props.list.ids().length === 0}>
        <Show when={props.unanswered}>
          <Unanswered />
        </Show>
        <SkeletonRows label="Loading the leads" rows={16} columns="minmax(8rem,2fr) 7rem 8rem 7rem 2fr" cells={5} />
      </Match>
      <Match when={isEmpty() && narrowed()}>
        <EmptyState
          icon={SearchX}
          title="No lead fits"
          action={<Button onClick={() => props.onClear()}>Clear search and filters</Button>}
        >
          {props.query.search
            ? `Nothing you may see matches “${props.query.search}”${filtersSet(props.query) > 0 ? ' with these filters' : ''}.`
            : 'Nothing you may see meets all of these filters.'}
        </EmptyState>
      </Match>
      <Match when={isEmpty()}>
        <EmptyState
          icon={Contact}
          title="No leads yet"
          action={
            <Show when={props.onNew}>{(add) => <Button onClick={() => add()()}>Add the first lead</Button>}</Show>
          }
        >
          Leads from ads, walk-ins and calls appear here by themselves.
        </EmptyState>
      </Match>
    </Switch>
  );
};
