import { useLocation, useNavigate } from '@solidjs/router';
import { Show, Suspense, createMemo, createSignal, lazy, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/sort.ts';
import { today, timeZone } from '#client/lib/clock.ts';
import { Button } from '#client/components/button.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { count } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { queryOf } from '#client/records/address.ts';
import { tenantApi } from '#client/lib/rest.ts';
import type { ScreenProps } from '#client/records/screen.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useArrivals } from './list/arrivals.ts';
import { countedBy, countsOf } from './list/counts.ts';
import { useDeskKeys } from './desk-keys.ts';
import { DeskToolbar } from './list/desk-toolbar.tsx';
import {
  baseFilter,
  emptyQuery,
  formatDeskQuery,
  isNarrowed,
  listFilter,
  parseDeskQuery,
  type DeskQuery,
} from './list/desk-query.ts';
import { DeskProvider, createDesk } from './desk.tsx';
import { useEnterList } from './list/enter-list.ts';
import { Filters } from './list/filters.tsx';
import { LeadPane } from './pane/lead-pane.tsx';
import { useNarrowLayout } from './narrow-layout.ts';
import { NewLead } from './new-lead.tsx';
import { PickerLayer } from './pickers/picker-layer.tsx';
import { useRetry } from '#client/records/retry.ts';
import { ShownLeads } from './list/shown-leads.tsx';
import { useUnanswered } from '#client/records/unanswered.tsx';
import { useUndoToasts } from '#client/records/undo-toasts.ts';

// An import happens once a month; its code is not loaded each morning.
const ImportSheet = lazy(async () => ({
  default: (await import('#client/records/import-sheet.tsx')).ImportSheet,
}));

/** The screen that people sit in front of all day: the leads, in the order in which they want work, always as they are now. */
export const LeadDesk = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const location = useLocation();
  const navigate = useNavigate();
  const narrow = useNarrowLayout();
  const [filtering, setFiltering] = createSignal(false);
  const [creating, setCreating] = createSignal(false);
  const [importing, setImporting] = createSignal(false);
  let search: HTMLInputElement | undefined;

  const listPath = (open: boolean): string => workspace.href(workspace.clinic()?.slug ?? (open ? 'leads' : ''));
  const desk = createDesk(() => props.id, listPath);

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
    // With a lead open, one entry of the history stays one: closing the lead goes to the list as it is by then.
    const how = props.id ? { replace: true, state: location.state } : { replace };
    navigate(path + (search ? `?${search}` : ''), { ...how, scroll: false });
  };

  const listed = createMemo(() => {
    const { sort } = query();
    return {
      collection: leads,
      filter: listFilter(query(), today(), timeZone()),
      sort: leads.sorts.find((one) => sortName(one) === sort) ?? defaultSort(leads),
    };
  });
  const asked = useRetry(listed);
  const list = live.list(asked.query);
  const unanswered = useUnanswered(list, live);
  const facets = live.facets(() => ({
    collection: leads,
    filter: baseFilter(query(), today(), timeZone()),
    by: countedBy,
  }));
  const counts = createMemo(() => {
    const rows = facets.rows();
    return rows && !unanswered() ? countsOf(rows, query()) : null;
  });

  const mayCreate = createMemo(() => live.can('create', leads));
  useDeskKeys(desk, { list, search: () => search, ...(mayCreate() ? { create: () => setCreating(true) } : {}) });
  useUndoToasts(live);
  const entry = useEnterList(list);
  useArrivals(live, list, query);

  const exportHref = (): string =>
    `${tenantApi(workspace.tenant)}/leads/export${queryOf(listed().filter, listed().sort, leads)}`;
  const clear = (): void => change({ ...emptyQuery, sort: query().sort });
  const filters = (): JSX.Element => <Filters query={query()} counts={counts()} onChange={change} />;

  return (
    <DeskProvider desk={desk}>
      <div class="flex min-h-0 flex-1">
        <aside
          class="hidden w-64 flex-none overflow-y-auto border-r border-line bg-canvas px-2 py-3 lg:block"
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
          <h1 class="sr-only">Leads</h1>
          <DeskToolbar
            query={query()}
            total={counts()?.total ?? null}
            sortLabel={listed().sort.label}
            beside={props.id !== null}
            searchRef={(element) => (search = element)}
            onSearch={(text) => change({ search: text }, true)}
            onSearchKey={entry.onKeyDown}
            onFilters={() => setFiltering(true)}
            onClear={clear}
            onNew={mayCreate() ? () => setCreating(true) : undefined}
            onImport={live.can('import', leads) ? () => setImporting(true) : undefined}
            exportHref={live.can('export', leads) ? exportHref() : undefined}
          />
          <ShownLeads
            list={list}
            query={query()}
            total={counts()?.total ?? null}
            unanswered={unanswered()}
            onSort={(sort) => change({ sort })}
            onClear={clear}
            onRetry={asked.retry}
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
          <>
            <Show when={isNarrowed(query())}>
              <Button variant="quiet" class="mr-auto" onClick={clear}>
                Clear all
              </Button>
            </Show>
            <Button variant="primary" onClick={() => setFiltering(false)}>
              {counts() ? `Show ${count(counts()?.total ?? 0, 'lead', 'leads')}` : 'Show'}
            </Button>
          </>
        }
      >
        {filters()}
      </Sheet>
      <Show when={mayCreate()}>
        <NewLead open={creating()} onClose={() => setCreating(false)} />
      </Show>
      <Show when={importing()}>
        <Suspense>
          <ImportSheet definition={leads} open onClose={() => setImporting(false)} />
        </Suspense>
      </Show>
      <PickerLayer />
    </DeskProvider>
  );
};
