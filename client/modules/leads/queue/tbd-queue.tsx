import { useLocation, useNavigate } from '@solidjs/router';
import PartyPopper from 'lucide-solid/icons/party-popper';
import SearchX from 'lucide-solid/icons/search-x';
import { For, Match, Show, Switch, createMemo, onCleanup, type JSX } from 'solid-js';
import type { Filter } from '#shared/filter.ts';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/sort.ts';
import { now } from '#client/lib/clock.ts';
import { Button } from '#client/components/button.tsx';
import { EmptyState } from '#client/components/empty-state.tsx';
import { ErrorState } from '#client/components/error-state.tsx';
import { KeyHint } from '#client/components/key-hint.tsx';
import { SearchInput } from '#client/components/search-input.tsx';
import { SkeletonRows } from '#client/components/skeleton.tsx';
import { count, formatNumber } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { ScreenProps } from '#client/records/screen.ts';
import { singleKeys, useShortcuts } from '#client/lib/shortcuts.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useArrivals } from '#client/modules/leads/list/arrivals.ts';
import { useDeskKeys } from '#client/modules/leads/desk-keys.ts';
import { emptyQuery, formatDeskQuery, parseDeskQuery } from '#client/modules/leads/list/desk-query.ts';
import { DeskProvider, createDesk } from '#client/modules/leads/desk.tsx';
import { LeadCard } from '#client/modules/leads/list/lead-card.tsx';
import { LeadList } from '#client/modules/leads/list/lead-list.tsx';
import { LeadPane } from '#client/modules/leads/pane/lead-pane.tsx';
import { useNarrowLayout } from '#client/modules/leads/narrow-layout.ts';
import { PickerLayer } from '#client/modules/leads/pickers/picker-layer.tsx';
import { QueueRow } from './queue-row.tsx';
import { useRetry } from '#client/records/retry.ts';
import { Unanswered, useUnanswered } from '#client/records/unanswered.tsx';
import { useUndoToasts } from '#client/records/undo-toasts.ts';
import { waitingTime } from '#client/modules/leads/waiting-time.ts';

const waiting: Filter = {
  all: [
    { field: 'clinicId', op: 'empty' },
    { field: 'status', op: 'notIn', value: ['dnc', 'dnr'] },
  ],
};

const oldest = leads.sorts.find((sort) => sortName(sort) === 'createdAt') ?? defaultSort(leads);

/** Leads without a clinic, the one that has waited longest first. One key gives each away. */
export const TbdQueue = (props: ScreenProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const narrow = useNarrowLayout();
  const location = useLocation();
  const navigate = useNavigate();
  let box: HTMLInputElement | undefined;

  const desk = createDesk(
    () => props.id,
    () => workspace.href('tbd'),
  );
  /** In the address, as the list's is: it survives a reload, and can be sent to a colleague. */
  const search = createMemo(() => parseDeskQuery(location.search).search);
  const setSearch = (text: string): void => {
    const asked = formatDeskQuery({ ...emptyQuery, search: text });
    navigate(workspace.href('tbd') + (props.id ? `/${props.id}` : '') + (asked ? `?${asked}` : ''), {
      replace: true,
      scroll: false,
      state: location.state,
    });
  };
  const query = createMemo(() => {
    return { collection: leads, filter: search() ? { all: [waiting, { search: search() }] } : waiting, sort: oldest };
  });
  const asked = useRetry(query);
  const list = live.list(asked.query);
  const unanswered = useUnanswered(list, live);
  const facets = live.facets(() => ({ collection: leads, filter: query().filter, by: ['clinicId'] }));
  /** Null while the counts, or the list beside them, are another question's. */
  const total = createMemo(() =>
    unanswered() ? null : (facets.rows()?.reduce((sum, row) => sum + Number(row.at(-1)), 0) ?? null),
  );
  const longest = createMemo(() => {
    const [first] = list.ids();
    const lead = first === undefined ? null : live.record(leads, first);
    return lead ? waitingTime(lead.createdAt, now()).text : null;
  });
  /** The most that waited while one was here. */
  const most = createMemo<number>((before) => (search() ? before : Math.max(before, total() ?? 0)), 0);
  const isEmpty = createMemo(() => list.ready() && list.ids().length === 0);

  useDeskKeys(desk, { list, search: () => box });
  useUndoToasts(live);
  useArrivals(live, list, search);

  /** The clinics by their numbers, for the lead that the keyboard is at. */
  const assign = (number: number): void => {
    const id = desk.openId() ?? desk.currentId();
    const clinic = desk.openClinics()[number - 1];
    const lead = id === null ? null : live.record(leads, id);
    if (!clinic || !lead || lead.clinicId !== null) return;
    const next = following(lead.id);
    desk.actions.assign(lead, clinic.id);
    // The keyboard is at the next one already, so this row need not stay for it.
    if (next) desk.setCurrent(next);
    list.applyDiff();
    if (desk.openId() !== null) desk.open(next, { gone: true });
    if (next)
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-id="${next}"] [data-row-focus]`)?.focus());
  };
  const following = (id: string): string | null => {
    const ids = list.ids();
    const waits = (one: string): boolean => one !== id && live.record(leads, one)?.clinicId === null;
    return ids.slice(ids.indexOf(id)).find(waits) ?? ids.findLast(waits) ?? null;
  };
  useShortcuts(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({
      keys: String(number),
      label: `Assign to clinic ${number}`,
      group: 'Lead',
      run: () => assign(number),
      unlisted: number > 1,
      when: () => desk.openClinics().length >= number,
    })),
  );
  onCleanup(() => desk.pick(null));

  return (
    <DeskProvider desk={desk}>
      <div class="flex min-h-0 flex-1">
        <section
          class="flex min-w-0 flex-1 flex-col bg-surface"
          aria-label="TBD queue"
          inert={props.id !== null && narrow()}
        >
          <div class="flex flex-none flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2 sm:px-4">
            <h1 class="text-subheading max-sm:sr-only">Waiting for a clinic</h1>
            <p class="tabular text-row text-muted">
              <Show when={total()}>
                {(number) => (
                  <>
                    {count(number(), 'lead', 'leads')}
                    <Show when={longest()}>{(text) => <>, the oldest for {text()}</>}</Show>
                  </>
                )}
              </Show>
            </p>
            <SearchInput
              class="ml-auto max-w-64 min-w-36 flex-1"
              label="Search the queue"
              keys="/"
              value={search()}
              onSearch={setSearch}
              ref={(element) => (box = element)}
            />
          </div>
          <Show when={singleKeys() && !isEmpty() && desk.openClinics().length > 0}>
            <p
              class="flex flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-canvas px-4 py-1.5 text-small text-muted touch:hidden"
              aria-hidden="true"
            >
              <For each={desk.openClinics().slice(0, 9)}>
                {(clinic, at) => (
                  <span class="flex items-center gap-1">
                    <KeyHint keys={String(at() + 1)} /> {clinic.name}
                  </span>
                )}
              </For>
            </p>
          </Show>
          <Switch
            fallback={
              <LeadList
                label="Leads without a clinic"
                list={list}
                total={total()}
                unanswered={unanswered()}
                turn={search()}
                rowHeight={(small) => (small ? 113 : 57)}
                line={QueueRow}
                card={LeadCard}
              />
            }
          >
            <Match when={list.ids().length === 0 && list.error()}>
              {(error) => (
                <ErrorState
                  title="The queue could not be loaded"
                  reference={error().details?.reference}
                  onRetry={asked.retry}
                >
                  {error().message} Nothing that you saved is lost.
                </ErrorState>
              )}
            </Match>
            <Match when={!list.ready() && list.ids().length === 0}>
              <Show when={unanswered()}>
                <Unanswered />
              </Show>
              <SkeletonRows label="Loading the queue" columns="7rem 2fr 7rem 1fr" cells={4} />
            </Match>
            <Match when={isEmpty() && search()}>
              <EmptyState
                icon={SearchX}
                title="Nobody in the queue fits"
                action={<Button onClick={() => setSearch('')}>Clear the search</Button>}
              />
            </Match>
            <Match when={isEmpty()}>
              <EmptyState icon={PartyPopper} title="Every lead has a clinic">
                {most() > 1
                  ? `All ${formatNumber(most())} that waited are with someone who can call them.`
                  : 'Nobody waits for an answer because of us.'}{' '}
                New leads from ads appear here by themselves.
              </EmptyState>
            </Match>
          </Switch>
        </section>
        <Show when={props.id}>{(id) => <LeadPane id={id()} />}</Show>
      </div>
      <PickerLayer />
    </DeskProvider>
  );
};
