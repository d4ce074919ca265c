import { useLocation, useNavigate } from '@solidjs/router';
import Contact from 'lucide-solid/icons/contact-round';
import ListFilter from 'lucide-solid/icons/list-filter';
import Plus from 'lucide-solid/icons/plus';
import SearchX from 'lucide-solid/icons/search-x';
import { Match, Show, Switch, createMemo, createSignal, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/order.ts';
import { today, timeZone } from '#client/clock.ts';
import { Button } from '#client/components/button.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { count } from '#client/format.ts';
import { useLive } from '#client/live-context.tsx';
import type { LiveList } from '#client/live/types.ts';
import type { ScreenProps } from '#client/screen.ts';
import { useWorkspace } from '#client/workspace-context.tsx';
import { useArrivals } from './arrivals.ts';
import { countedBy, countsOf } from './counts.ts';
import { useDeskKeys } from './desk-keys.ts';
import {
  baseFilter,
  emptyQuery,
  filtersSet,
  formatDeskQuery,
  listFilter,
  parseDeskQuery,
  type DeskQuery,
} from './desk-query.ts';
import { DeskProvider, createDesk } from './desk.tsx';
import { Filters } from './filters.tsx';
import { LeadCard } from './lead-card.tsx';
import { LeadHead } from './lead-head.tsx';
import { LeadList } from './lead-list.tsx';
import { LeadPane } from './lead-pane.tsx';
import { LeadLine } from './lead-row.tsx';
import { useNarrow } from './narrow.ts';
import { NewLead } from './new-lead.tsx';
import { PickerLayer } from './picker-layer.tsx';
import { useUndoToasts } from './undo-toasts.ts';

/** The screen that people sit in front of all day: the leads, in the order in which they want work, always as they are now. */
export const LeadDesk = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const location = useLocation();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [attempt, setAttempt] = createSignal(0);
  const [filtering, setFiltering] = createSignal(false);
  const [creating, setCreating] = createSignal(false);
  let search: HTMLInputElement | undefined;

  const place = (open: boolean): string => workspace.href(workspace.clinic()?.slug ?? (open ? 'leads' : ''));
  const desk = createDesk(() => props.id, place);

  /** The address says most of it; a clinic's own address names the clinic. */
  const query = createMemo(
    (): DeskQuery => {
      const parsed = parseDeskQuery(location.search);
      const clinic = workspace.clinic();
      return clinic ? { ...parsed, clinics: [clinic.id] } : parsed;
    },
    emptyQuery,
    { equals: (a, b) => formatDeskQuery(a) === formatDeskQuery(b) },
  );

  const change = (patch: Partial<DeskQuery>, replace = false): void => {
    const next = { ...query(), ...patch };
    const [only] = next.clinics;
    const named = next.clinics.length === 1 ? workspace.clinics().find((clinic) => clinic.id === only) : undefined;
    const search = formatDeskQuery(named ? { ...next, clinics: [] } : next);
    const path = workspace.href(named?.slug ?? (props.id ? 'leads' : '')) + (props.id ? `/${props.id}` : '');
    navigate(path + (search ? `?${search}` : ''), { replace, scroll: false });
  };

  const listed = createMemo(() => {
    attempt();
    const { sort } = query();
    return {
      collection: leads,
      filter: listFilter(query(), today(), timeZone()),
      sort: leads.sorts.find((one) => sortName(one) === sort) ?? defaultSort(leads),
    };
  });
  const list = live.list(listed);
  const facets = live.facets(() => ({
    collection: leads,
    filter: baseFilter(query(), today(), timeZone()),
    by: countedBy,
  }));
  const counts = createMemo(() => {
    const rows = facets.rows();
    return rows ? countsOf(rows, query()) : null;
  });

  const mayCreate = createMemo(() => live.can('create', leads));
  useDeskKeys(desk, { list, search: () => search, ...(mayCreate() ? { create: () => setCreating(true) } : {}) });
  useUndoToasts(live);
  useArrivals(live, list, query);

  const clear = (): void => change({ ...emptyQuery, sort: query().sort });
  const filters = (): JSX.Element => <Filters query={query()} counts={counts()} onChange={change} />;

  return (
    <DeskProvider desk={desk}>
      <div class="flex min-h-0 flex-1">
        <aside
          class="hidden w-56 flex-none overflow-y-auto border-r border-line bg-canvas px-2 py-3 lg:block"
          classList={{ 'max-xl:hidden!': props.id !== null }}
          aria-label="Filters"
        >
          {filters()}
        </aside>
        <section
          class="flex min-w-0 flex-1 flex-col bg-surface"
          aria-label="Leads"
          inert={props.id !== null && narrow()}
        >
          <div class="flex flex-none flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
            <SearchInput
              class="max-w-80 min-w-36 flex-1"
              label="Search name, phone, email"
              keys="/"
              value={query().search}
              onSearch={(text) => change({ search: text }, true)}
              ref={(element) => (search = element)}
            />
            <Button
              icon={ListFilter}
              class={props.id === null ? 'lg:hidden' : 'xl:hidden'}
              onClick={() => setFiltering(true)}
            >
              Filters
              <Show when={filtersSet(query())}>
                {(set) => <span class="tabular rounded-full bg-accent px-1.5 text-small text-on-accent">{set()}</span>}
              </Show>
            </Button>
            <p class="tabular text-row text-muted max-sm:order-last max-sm:basis-full" aria-live="off" data-total>
              <Show when={counts()}>{(known) => count(known().total, 'lead', 'leads')}</Show>
            </p>
            <Show when={filtersSet(query()) > 0 || query().search}>
              <button type="button" class="button button-quiet button-small max-lg:hidden" onClick={clear}>
                Clear all
              </button>
            </Show>
            <Show when={mayCreate()}>
              <Button
                variant="primary"
                icon={Plus}
                class="ml-auto"
                tip="New lead (N)"
                onClick={() => setCreating(true)}
              >
                <span class="max-sm:sr-only">New lead</span>
              </Button>
            </Show>
          </div>
          <Shown
            list={list}
            query={query()}
            total={counts()?.total ?? null}
            onSort={(sort) => change({ sort })}
            onClear={clear}
            onRetry={() => setAttempt(attempt() + 1)}
            onNew={mayCreate() ? () => setCreating(true) : undefined}
          />
        </section>
        <Show when={props.id}>{(id) => <LeadPane id={id()} />}</Show>
      </div>
      <Sheet
        open={filtering()}
        onClose={() => setFiltering(false)}
        title="Filters"
        footer={
          <Button variant="primary" onClick={() => setFiltering(false)}>
            {counts() ? `Show ${count(counts()?.total ?? 0, 'lead', 'leads')}` : 'Show'}
          </Button>
        }
      >
        {filters()}
      </Sheet>
      <Show when={mayCreate()}>
        <NewLead open={creating()} onClose={() => setCreating(false)} />
      </Show>
      <PickerLayer />
    </DeskProvider>
  );
};

type ShownProps = {
  list: LiveList;
  query: DeskQuery;
  total: number | null;
  onSort: (sort: string) => void;
  onClear: () => void;
  onRetry: () => void;
  onNew: (() => void) | undefined;
};

/** The rows, or why there are none. */
const Shown = (props: ShownProps): JSX.Element => {
  const narrowed = createMemo(() => filtersSet(props.query) > 0 || props.query.search !== '');
  const isEmpty = createMemo(() => props.list.ready() && props.list.ids().length === 0);
  return (
    <Switch
      fallback={
        <LeadList
          label="Leads"
          list={props.list}
          total={props.total}
          turn={formatDeskQuery(props.query)}
          rowHeight={(narrow) => (narrow ? 69 : 41)}
          head={<LeadHead sort={props.query.sort} onSort={props.onSort} />}
          line={LeadLine}
          card={LeadCard}
        />
      }
    >
      <Match when={props.list.error()}>
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
        <SkeletonRows label="Loading the leads" rows={16} columns="minmax(8rem,2fr) 7rem 8rem 7rem 2fr" cells={5} />
      </Match>
      <Match when={isEmpty() && narrowed()}>
        <EmptyState
          icon={SearchX}
          title="No lead fits"
          action={<Button onClick={() => props.onClear()}>Clear search and filters</Button>}
        >
          {props.query.search
            ? `Nothing you may see matches “${props.query.search}” with these filters.`
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
