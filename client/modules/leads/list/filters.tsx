import { Show, Suspense, createMemo, type JSX } from 'solid-js';
import type { Tone } from '#shared/fields/field.ts';
import {
  isSuppressed,
  leadPriorities,
  leads,
  leadStatuses,
  type FollowUpState,
  type LeadStatus,
} from '#shared/modules/leads.ts';
import { Button } from '#client/components/button.tsx';
import { Checklist, type ChecklistOption } from '#client/components/checklist.tsx';
import { DateInput } from '#client/components/date-input.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { late } from '#client/components/late.tsx';
import { addedFilters } from '#client/records/added-fields.ts';
import { count } from '#client/lib/format.ts';
import { Select } from '#client/components/select.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { followUpTones } from '#client/modules/leads/badges.tsx';
import { useDesk } from '#client/modules/leads/desk.tsx';
import type { Counts } from './counts.ts';
import { followUpStates, noClinic, type Created, type DeskQuery } from './desk-query.ts';
import { unassignedInFull } from '#client/modules/leads/unassigned.ts';
import { followUpLabels } from '#client/modules/leads/describe-follow-up.ts';

/** Most franchises added no field to filter by. */
const AddedFilters = late(async () => (await import('./added-filters.tsx')).AddedFilters);

export type FiltersProps = {
  query: DeskQuery;
  counts: Counts | null;
  onChange: (change: Partial<DeskQuery>) => void;
};

const createdOptions = [
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'This week' },
  { value: 'month', label: 'This month' },
  { value: 'custom', label: 'Custom…' },
];

/** The desk's left side: which leads, and how many each choice would show. */
export const Filters = (props: FiltersProps): JSX.Element => {
  const desk = useDesk();
  const { live } = desk;
  const workspace = useWorkspace();
  // A person who cannot see DNC and DNR leads is not offered them as a filter.
  const all = createMemo(() => live.can('suppress', leads));
  const offered = <T extends { readonly value: string }>(choices: readonly T[]): readonly T[] =>
    all() ? choices : choices.filter(({ value }) => !isSuppressed(value as LeadStatus));
  const counted = (
    options: readonly { value: string; label: string; tone?: Tone }[],
    counts: ReadonlyMap<string, number> | undefined,
  ): ChecklistOption[] => options.map((option) => ({ ...option, count: counts?.get(option.value) }));
  const hasAdded = createMemo(() => addedFilters(desk.definition).length > 0);
  const clinics = createMemo(() => [
    ...workspace.locations().map((clinic) => ({ value: clinic.id, label: clinic.name })),
    ...(live.can('assign', leads) ? [{ value: noClinic, label: unassignedInFull }] : []),
  ]);
  return (
    <div class="flex flex-col gap-4">
      <CreatedFilter created={props.query.created} onChange={(created) => props.onChange({ created })} />
      <Group title="Follow-up" chosen={props.query.followUp.length} onClear={() => props.onChange({ followUp: [] })}>
        <Checklist
          label="Follow-up"
          options={counted(
            followUpStates.map((value) => ({ value, label: followUpLabels[value], tone: followUpTones[value] })),
            props.counts?.followUp,
          )}
          counted={props.counts !== null}
          chosen={props.query.followUp}
          onChange={(chosen) => props.onChange({ followUp: chosen as FollowUpState[] })}
        />
      </Group>
      <Show when={workspace.locations().length > 1}>
        <Group title="Clinic" chosen={props.query.clinics.length} onClear={() => props.onChange({ clinics: [] })}>
          <Checklist
            label="Clinic"
            options={counted(clinics(), props.counts?.clinics)}
            counted={props.counts !== null}
            chosen={props.query.clinics}
            onChange={(chosen) => props.onChange({ clinics: chosen })}
          />
        </Group>
      </Show>
      <Group title="Priority" chosen={props.query.priority.length} onClear={() => props.onChange({ priority: [] })}>
        <Checklist
          label="Priority"
          options={counted(offered(leadPriorities), props.counts?.priority)}
          counted={props.counts !== null}
          chosen={props.query.priority}
          onChange={(chosen) => props.onChange({ priority: chosen })}
        />
      </Group>
      <Group title="Status" chosen={props.query.status.length} onClear={() => props.onChange({ status: [] })}>
        <Checklist
          label="Status"
          options={counted(offered(leadStatuses), props.counts?.status)}
          counted={props.counts !== null}
          chosen={props.query.status}
          onChange={(chosen) => props.onChange({ status: chosen })}
        />
      </Group>
      <Show when={hasAdded()}>
        <Suspense>
          <AddedFilters query={props.query} onChange={props.onChange} />
        </Suspense>
      </Show>
    </div>
  );
};

const Labelled = (props: { label: string; children: JSX.Element }): JSX.Element => (
  <div class="flex flex-col gap-0.5">
    <span class="px-2 text-small font-semibold text-faint" aria-hidden="true">
      {props.label}
    </span>
    {props.children}
  </div>
);

const Group = (props: { title: string; chosen: number; onClear: () => void; children: JSX.Element }): JSX.Element => (
  <section aria-label={props.title}>
    <div class="flex h-6 items-center px-2 text-small font-semibold text-faint">
      <h3 class="flex-1">{props.title}</h3>
      <Show when={props.chosen > 0}>
        <button
          type="button"
          class="-mr-1 min-h-6 rounded-small px-1 font-medium text-accent hover:underline touch:min-h-11"
          onClick={() => props.onClear()}
        >
          All
          <span class="sr-only"> of {props.title.toLowerCase()}</span>
        </button>
      </Show>
    </div>
    {props.children}
  </section>
);

const CreatedFilter = (props: {
  created: Created | null;
  onChange: (created: Created | null) => void;
}): JSX.Element => {
  const range = createMemo(() => (typeof props.created === 'object' ? props.created : null));
  const value = (): string | null => (range() ? 'custom' : (props.created as string | null));
  return (
    <Labelled label="Came in">
      <Select
        small
        label="Came in"
        options={createdOptions}
        emptyLabel="Any time"
        value={value()}
        onChange={(chosen) =>
          props.onChange(chosen === 'custom' ? { from: null, to: null } : (chosen as Created | null))
        }
      />
      <Show when={range()}>
        {(now) => (
          <div class="mt-1 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2 gap-y-1 pl-2 text-small text-faint">
            <span aria-hidden="true">From</span>
            <DateInput
              small
              label="Came in from"
              value={now().from}
              onChange={(from) => props.onChange({ ...now(), from })}
            />
            <span aria-hidden="true">To</span>
            <DateInput
              small
              label="Came in up to"
              value={now().to}
              onChange={(to) => props.onChange({ ...now(), to })}
            />
          </div>
        )}
      </Show>
    </Labelled>
  );
};

type FilterSheetProps = {
  open: boolean;
  onClose: () => void;
  total: number | null;
  /** Absent where there is nothing to clear. */
  onClear: (() => void) | undefined;
  children: JSX.Element;
};

/** The same filters where there is no room beside the list. */
export const FilterSheet = (props: FilterSheetProps): JSX.Element => {
  const live = useLive();
  const label = (): { readonly one: string; readonly many: string } => live.catalog().of(leads).label;
  return (
    <Sheet
      open={props.open}
      onClose={props.onClose}
      title="Filters"
      footer={
        <>
          <Show when={props.onClear}>
            {(clear) => (
              <Button variant="quiet" class="mr-auto" onClick={() => clear()()}>
                Clear all
              </Button>
            )}
          </Show>
          <Button variant="primary" onClick={() => props.onClose()}>
            {props.total === null
              ? 'Show'
              : `Show ${count(props.total, label().one.toLowerCase(), label().many.toLowerCase())}`}
          </Button>
        </>
      }
    >
      {props.children}
    </Sheet>
  );
};
