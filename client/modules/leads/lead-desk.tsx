import { useLocation, useNavigate } from '@solidjs/router';
import { Show, Suspense, createMemo, createSignal, type JSX } from 'solid-js';
import ListFilter from 'lucide-solid/icons/list-filter';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/sort.ts';
import { today, timeZone } from '#client/lib/clock.ts';
import { readSetting, saveSetting } from '#client/lib/local-settings.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { Button } from '#client/components/button.tsx';
import { lateDialog } from '#client/components/late-dialog.tsx';
import { useEnterFromSearch } from '#client/records/list/enter-from-search.ts';
import { useListKeys } from '#client/records/list/list-keys.ts';
import { useListQuery } from '#client/records/list/list-query.ts';
import { ListToolbar } from '#client/records/list/list-toolbar.tsx';
import { useOutside } from '#client/records/list/outside.ts';
import { SortMenu } from '#client/records/list/sort-menu.tsx';
import { ToolbarRow } from '#client/records/list/toolbar-row.tsx';
import { ShownList } from '#client/records/list/shown-list.tsx';
import { ListLayout } from '#client/records/list-layout.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import type { Lead } from './actions.ts';
import { DeskProvider, createDesk } from './desk.tsx';
import { useDeskKeys } from './desk-keys.ts';
import { countedBy, countsOf } from './list/counts.ts';
import {
  baseFilter,
  emptyQuery,
  emptyView,
  filtersBeyondView,
  filtersSet,
  formatDeskQuery,
  isNarrowed,
  listFilter,
  parseDeskQuery,
  type DeskQuery,
} from './list/desk-query.ts';
import { FilterSheet, Filters } from './list/filters.tsx';
import { LeadBulkActions } from './list/late-bulk-actions.ts';
import { LeadCard } from './list/late-lead-card.tsx';
import { LeadHead } from './list/lead-head.tsx';
import { LeadRow } from './list/lead-row.tsx';
import { LeadViews } from './list/lead-views.tsx';
import { SetFilters } from './list/set-filters.tsx';
import { LeadPane } from './pane/late-lead-pane.tsx';
import { leadPickers } from './pickers/lead-pickers.ts';
import './lead-desk.css';

/** Its form comes after the list, and is there before one reaches for it. */
const NewLead = lateDialog(async () => (await import('./new-lead.tsx')).NewLead);

const filtersHidden = 'filters-hidden';

/** As the classes of the filters have it: they give way to an open lead first. */
const hasRoom = (isOpen: boolean): boolean => innerWidth >= (isOpen ? 1280 : 1024);

/** The screen that people sit in front of all day: the leads, in the order in which they want work, always as they are now. */
export const LeadDesk = (props: ScreenProps): JSX.Element => {
  const workspace = useWorkspace();
  const location = useLocation();
  const navigate = useNavigate();
  const [filtering, setFiltering] = createSignal(false);
  /** Whether the filters stand beside the list, where there is room for them. */
  const [besides, setBesides] = createSignal(readSetting(filtersHidden) === null);
  /** The phone that a new lead begins with; null while none is added. */
  const [creating, setCreating] = createSignal<string | null>(null);
  let search: HTMLInputElement | undefined;

  const listPath = (open: boolean): string => workspace.href(workspace.location()?.slug ?? (open ? 'leads' : ''));
  const desk = createDesk(() => props.id, listPath);
  const { live } = desk;

  /** The address says most of it; a clinic's own address names the clinic. */
  const query = createMemo(
    (): DeskQuery => {
      const parsed = parseDeskQuery(location.search, desk.definition);
      const clinic = workspace.location();
      return clinic ? { ...parsed, clinics: [clinic.id] } : parsed;
    },
    emptyQuery,
    { equals: (a, b) => formatDeskQuery(a) === formatDeskQuery(b) },
  );

  const change = (patch: Partial<DeskQuery>, replace = false): void => {
    const next = { ...query(), ...patch };
    const [only] = next.clinics;
    const named = next.clinics.length === 1 ? workspace.locations().find((clinic) => clinic.id === only) : undefined;
    const search = formatDeskQuery(named ? { ...next, clinics: [] } : next);
    const path = workspace.href(named?.slug ?? (props.id ? 'leads' : '')) + (props.id ? `/${props.id}` : '');
    // With a lead open, one entry of the history stays one: closing the lead goes to the list as it is by then.
    const how = props.id ? { replace: true, state: location.state } : { replace };
    navigate(path + (search ? `?${search}` : ''), { ...how, scroll: false });
  };

  const setting = () => ({ definition: desk.definition, today: today(), timeZone: timeZone() });
  const listed = createMemo(() => {
    const { sort } = query();
    return {
      collection: leads,
      filter: listFilter(query(), setting()),
      sort: desk.definition.sorts.find((one) => sortName(one) === sort) ?? defaultSort(leads),
    };
  });
  const queried = useListQuery(listed);
  const facets = live.facets(() => ({
    collection: leads,
    filter: baseFilter(query(), setting()),
    by: countedBy,
  }));
  const counts = createMemo(() => {
    const rows = facets.rows();
    return rows && !queried.unanswered() ? countsOf(rows, query()) : null;
  });
  const total = (): number | null => counts()?.total ?? null;

  const mayCreate = createMemo(() => live.can('create', leads));
  const create = (phone = ''): void => {
    setCreating(phone);
  };
  useListKeys(desk, { list: queried.list, search: () => search, create: mayCreate() ? () => create() : undefined });
  useDeskKeys(desk);
  const outside = useOutside({
    query: listed,
    search: () => query().search,
    filtered: () => filtersSet(query()) > 0,
    show: () => change({ ...emptyQuery, sort: query().sort, search: query().search }),
  });
  const enter = useEnterFromSearch(queried.list, outside);
  const clear = (): void => change({ ...emptyQuery, sort: query().sort });
  const showFilters = (): void => {
    if (!hasRoom(props.id !== null)) {
      setFiltering(true);
      return;
    }
    saveSetting(filtersHidden, besides() ? 'yes' : null);
    setBesides(!besides());
  };
  const besidesTip = (): string | undefined =>
    hasRoom(props.id !== null) ? `${besides() ? 'Hide' : 'Show'} the filters` : undefined;
  const filters = (): JSX.Element => <Filters query={query()} counts={counts()} onChange={change} />;

  return (
    <DeskProvider desk={desk}>
      <ListLayout
        screen={desk}
        label={desk.definition.label.many}
        pickers={leadPickers}
        aside={
          <aside
            class="hidden w-55 flex-none overflow-y-auto border-r border-line bg-canvas px-1.5 py-3"
            classList={{ 'lg:block': besides() && props.id === null, 'xl:block': besides() }}
            aria-label="Filters"
          >
            {filters()}
          </aside>
        }
        pane={(id) => <LeadPane id={id()} />}
        floating={
          <>
            <FilterSheet
              open={filtering()}
              onClose={() => setFiltering(false)}
              total={total()}
              onClear={isNarrowed(query()) ? clear : undefined}
            >
              {filters()}
            </FilterSheet>
            <Show when={mayCreate()}>
              <Suspense>
                <NewLead open={creating() !== null} phone={creating() ?? ''} onClose={() => setCreating(null)} />
              </Suspense>
            </Show>
          </>
        }
      >
        <ListToolbar
          title={desk.definition.label.many}
          query={listed()}
          total={total()}
          totalInTabs
          search={{
            label: 'Search name, phone, email',
            text: query().search,
            onSearch: (text) => change({ search: text }, true),
            onKeyDown: enter,
            ref: (element) => (search = element),
          }}
          narrowed={isNarrowed(query())}
          onClear={clear}
          onNew={mayCreate() ? () => create() : undefined}
          outside={outside}
          menu
        >
          <ToolbarRow short tabs={<LeadViews query={query()} counts={counts()} onChange={change} />}>
            <SortMenu
              short
              definition={desk.definition}
              sort={listed().sort}
              onSort={(sort) => change({ sort: sortName(sort) })}
            />
            <Button
              small
              icon={ListFilter}
              class="flex-none max-sm:border-transparent touch:min-h-11 touch:min-w-11"
              onClick={showFilters}
              tip={besidesTip()}
              aria-expanded={hasRoom(props.id !== null) ? besides() : undefined}
            >
              <span class="max-sm:sr-only">Filters</span>
              <Show when={filtersBeyondView(query())}>
                {(set) => (
                  <span class="tabular rounded-full bg-accent px-1.5 text-small leading-4.5 text-on-accent">
                    {set()}
                  </span>
                )}
              </Show>
            </Button>
            <span class="contents max-sm:hidden">
              <SetFilters query={query()} onChange={change} />
            </span>
          </ToolbarRow>
          <div class="-mx-3 flex gap-1.5 overflow-x-auto px-3 pb-1.5 [scrollbar-width:none] empty:hidden sm:hidden">
            <SetFilters query={query()} onChange={change} />
          </div>
        </ListToolbar>
        <ShownList<Lead>
          label={desk.definition.label.many}
          queried={queried}
          total={total()}
          counted={facets.ready()}
          turn={formatDeskQuery(query())}
          search={query().search}
          filtered={filtersSet(query()) > 0}
          emptyView={emptyView(query())}
          onClear={clear}
          outside={outside}
          onNew={mayCreate() ? create : undefined}
          skeleton={{ columns: 'minmax(8rem,2fr) 7rem 8rem 7rem 2fr', cells: 5 }}
          rowHeight={(narrow) => (narrow ? 93 : 41)}
          head={<LeadHead sort={query().sort} onSort={(sort) => change({ sort })} />}
          row={LeadRow}
          card={LeadCard}
          bulk={live.can('update', leads) ? LeadBulkActions : undefined}
        />
      </ListLayout>
    </DeskProvider>
  );
};
