import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { Show, createMemo, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { sortName } from '#shared/sort.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';

type LeadHeadProps = { sort: string; onSort: (sort: string) => void };

/** What the columns are; those that the list can be ordered by are buttons. The rows say their own values in full. */
export const LeadHead = (props: LeadHeadProps): JSX.Element => {
  const workspace = useWorkspace();
  return (
    <div class="lead-line lead-head border-b border-line bg-surface text-small font-medium text-faint [scrollbar-gutter:stable] overflow-hidden">
      <span class="lead-expand" />
      <Column cell="cell-name" label="Name" by="Name" {...props} />
      <span class="lead-cell cell-phone">Phone</span>
      <span class="lead-cell cell-status">Status</span>
      <Column cell="cell-priority" label="Priority" by="Priority" {...props} />
      <Column cell="cell-due" label="Follow-up" by="Follow-up" {...props} />
      <Show when={workspace.clinics().length > 1}>
        <span class="lead-cell cell-clinic">Clinic</span>
      </Show>
      <span class="lead-cell cell-treatment">Treatment</span>
      <span class="lead-cell cell-next">Next action</span>
      <span class="lead-cell cell-source">Source</span>
      <span class="lead-cell cell-contact">Last contact</span>
      <span class="lead-cell cell-actions" />
    </div>
  );
};

type ColumnProps = { cell: string; label: string; by: string; sort: string; onSort: (sort: string) => void };

const Column = (props: ColumnProps): JSX.Element => {
  const own = createMemo(() => leads.sorts.find((sort) => sort.label === props.by));
  const name = createMemo(() => {
    const sort = own();
    return sort ? sortName(sort) : '';
  });
  return (
    <span class={`lead-cell ${props.cell}`}>
      <button
        type="button"
        class="-mx-1 flex h-6 min-w-0 items-center gap-1 rounded-small px-1 hover:text-ink aria-pressed:text-ink"
        aria-pressed={name() === props.sort}
        aria-label={`Sort by ${props.label.toLowerCase()}`}
        onClick={() => props.onSort(name())}
      >
        <span class="truncate">{props.label}</span>
        <Show when={name() === props.sort}>{own()?.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />}</Show>
      </button>
    </span>
  );
};
