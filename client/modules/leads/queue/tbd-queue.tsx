import { useLocation, useNavigate } from '@solidjs/router';
import PartyPopper from 'lucide-solid/icons/party-popper';
import { Show, createMemo, type JSX } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { assignLead, leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/sort.ts';
import { EmptyState } from '#client/components/empty-state.tsx';
import { KeyHint } from '#client/components/key-hint.tsx';
import { toast } from '#client/components/toasts.ts';
import { now } from '#client/lib/clock.ts';
import { count, formatNumber } from '#client/lib/format.ts';
import { singleKeys } from '#client/lib/shortcuts.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import type { Lead } from '#client/modules/leads/actions.ts';
import { DeskProvider, createDesk } from '#client/modules/leads/desk.tsx';
import { useDeskKeys } from '#client/modules/leads/desk-keys.ts';
import { emptyQuery, formatDeskQuery, parseDeskQuery } from '#client/modules/leads/list/desk-query.ts';
import { LeadBulkActions } from '#client/modules/leads/list/late-bulk-actions.ts';
import { LeadCard } from '#client/modules/leads/list/late-lead-card.tsx';
import { LeadPane } from '#client/modules/leads/pane/late-lead-pane.tsx';
import { leadPickers } from '#client/modules/leads/pickers/lead-pickers.ts';
import { PickClinic } from '#client/modules/leads/pickers/pick-clinic.tsx';
import { waitingTime } from '#client/modules/leads/waiting-time.ts';
import type { BulkActions } from '#client/records/bulk/bulk-bar.tsx';
import { useEnterFromSearch } from '#client/records/list/enter-from-search.ts';
import { useListKeys } from '#client/records/list/list-keys.ts';
import { useListQuery } from '#client/records/list/list-query.ts';
import { ListToolbar } from '#client/records/list/list-toolbar.tsx';
import { ShownList } from '#client/records/list/shown-list.tsx';
import { ListLayout } from '#client/records/list-layout.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { QueueRow } from './queue-row.tsx';
import { stillWaiting } from './still-waiting.ts';
import '#client/modules/leads/lead-desk.css';

const waiting: Filter = {
  all: [
    { field: 'clinicId', op: 'empty' },
    { field: 'status', op: 'notIn', value: ['dnc', 'dnr'] },
  ],
};

const oldest = leads.sorts.find((sort) => sortName(sort) === 'createdAt') ?? defaultSort(leads);

/** Leads without a clinic, the one that has waited longest first. Two keys give each to a clinic. */
export const TbdQueue = (props: ScreenProps): JSX.Element => {
  const workspace = useWorkspace();
  const location = useLocation();
  const navigate = useNavigate();
  let box: HTMLInputElement | undefined;

  const desk = createDesk(
    () => props.id,
    () => workspace.href('tbd'),
  );
  const { live } = desk;
  /** In the address, as the list's is: it survives a reload, and can be sent to another person. */
  const search = createMemo(() => parseDeskQuery(location.search, desk.definition).search);
  const setSearch = (text: string): void => {
    const asked = formatDeskQuery({ ...emptyQuery, search: text });
    navigate(workspace.href('tbd') + (props.id ? `/${props.id}` : '') + (asked ? `?${asked}` : ''), {
      replace: true,
      scroll: false,
      state: location.state,
    });
  };
  const query = createMemo(() => ({
    collection: leads,
    filter: search() ? { all: [waiting, { search: search() }] } : waiting,
    sort: oldest,
  }));
  const queried = useListQuery(query);
  const facets = live.facets(() => ({ collection: leads, filter: query().filter, by: ['clinicId'] }));
  /** Null while the counts, or the list beside them, are another question's. */
  const total = createMemo(() =>
    queried.unanswered() ? null : (facets.rows()?.reduce((sum, row) => sum + Number(row.at(-1)), 0) ?? null),
  );
  const longest = createMemo(() => {
    // Of all that wait, not of the rows that stand still.
    const first = queried.list.first();
    const lead = first === null ? null : live.record(leads, first);
    return lead ? waitingTime(lead.createdAt, now()).text : null;
  });
  /** The most that waited while one was here. */
  const most = createMemo<number>((before) => (search() ? before : Math.max(before, total() ?? 0)), 0);

  useListKeys(desk, { list: queried.list, search: () => box });
  useDeskKeys(desk);
  const enter = useEnterFromSearch(queried.list);

  /** Gives a lead to a clinic, and goes on to the next that waits. */
  const assign = (lead: Lead, clinicId: string | null): void => {
    if (clinicId === null || lead.clinicId !== null) return desk.actions.assign(lead, clinicId);
    const next = following(lead.id);
    desk.actions.assign(lead, clinicId);
    // The keyboard is at the next one already, so this row need not stay for it.
    if (next) desk.setCurrent(next);
    queried.list.applyOwn();
    if (desk.openId() !== null) desk.open(next, { gone: true });
    if (next)
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-id="${next}"] [data-row-focus]`)?.focus());
  };
  /** A selection keeps what a colleague has given to a clinic meanwhile: that stays where it is. */
  const QueueActions: BulkActions = (bulk) => (
    <LeadBulkActions
      {...bulk}
      run={(command, args, what) => {
        if (command !== assignLead) return bulk.run(command, args, what);
        const ids = stillWaiting(live, bulk.ids());
        const left = bulk.ids().length - ids.length;
        if (left > 0)
          toast(`${count(left, 'selected lead is', 'selected leads are')} no longer waiting, and left out.`, {
            tone: 'amber',
          });
        if (ids.length > 0 && !bulk.busy)
          live.mutateMany(assignLead, ids.map(args), { describe: `${count(ids.length, 'lead', 'leads')}: ${what}` });
      }}
    />
  );
  const actions: BulkActions = Object.assign(QueueActions, { preload: LeadBulkActions.preload });
  const pickers = {
    ...leadPickers,
    clinicId: (picker: { record: Lead; onDone: () => void }): JSX.Element => (
      <PickClinic record={picker.record} onDone={() => picker.onDone()} onAssign={assign} />
    ),
  };
  const many = (): string => desk.definition.label.many.toLowerCase();
  const following = (id: string): string | null => {
    const ids = queried.list.ids();
    const waits = (one: string): boolean => one !== id && live.record(leads, one)?.clinicId === null;
    return ids.slice(Math.max(0, ids.indexOf(id))).find(waits) ?? ids.findLast(waits) ?? null;
  };
  return (
    <DeskProvider desk={desk}>
      <ListLayout screen={desk} label={`Unassigned ${many()}`} pane={(id) => <LeadPane id={id()} />} pickers={pickers}>
        <ListToolbar
          title={`Unassigned ${many()} (TBD)`}
          query={query()}
          total={total()}
          note={<Show when={total() && longest()}>{(text) => <>, the oldest for {text()}</>}</Show>}
          search={{
            label: `Search unassigned ${many()}`,
            text: search(),
            onSearch: setSearch,
            onKeyDown: enter,
            ref: (element) => (box = element),
          }}
          narrowed={search() !== ''}
          onClear={() => setSearch('')}
        />
        <Show when={singleKeys() && queried.list.ids().length > 0 && desk.openClinics().length > 0}>
          <p
            class="flex flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-canvas px-4 py-1.5 text-small text-muted touch:hidden"
            aria-hidden="true"
          >
            <span class="flex items-center gap-1">
              <KeyHint keys="J" /> <KeyHint keys="K" /> next, previous
            </span>
            <span class="flex items-center gap-1">
              <KeyHint keys="A" /> then <KeyHint keys="1" /> to <KeyHint keys="9" /> to a clinic
            </span>
            <span class="flex items-center gap-1">
              <KeyHint keys="X" /> select several
            </span>
          </p>
        </Show>
        <ShownList<Lead>
          label={`Unassigned ${many()}`}
          queried={queried}
          total={total()}
          counted={facets.ready()}
          turn={search()}
          search={search()}
          onClear={() => setSearch('')}
          skeleton={{ columns: '7rem 2fr 7rem 1fr', cells: 4 }}
          rowHeight={(narrow) => (narrow ? 153 : 57)}
          row={QueueRow}
          card={LeadCard}
          bulk={live.can('update', leads) ? actions : undefined}
          empty={
            <EmptyState icon={PartyPopper} title={`Every ${desk.definition.label.one.toLowerCase()} has a clinic`}>
              {most() > 1 ? `All ${formatNumber(most())} that waited are with people who can call them. ` : ''}
              New leads from ads appear here by themselves.
            </EmptyState>
          }
        />
      </ListLayout>
    </DeskProvider>
  );
};
