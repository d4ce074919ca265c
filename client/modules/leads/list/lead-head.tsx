import { For, Show, type JSX } from 'solid-js';
import { leads } from '#shared/modules/leads.ts';
import { defaultSort, sortName } from '#shared/sort.ts';
import { useDesk } from '#client/modules/leads/desk.tsx';
import { listedFields } from '#client/records/added-fields.ts';
import { SelectAll } from '#client/records/list/select-all.tsx';
import { SortButton } from '#client/records/list/sort-button.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';

type LeadHeadProps = { sort: string; onSort: (sort: string) => void };

/** What the columns are; those that the list can be ordered by are buttons. The rows say their own values in full. */
export const LeadHead = (props: LeadHeadProps): JSX.Element => {
  const desk = useDesk();
  const workspace = useWorkspace();
  return (
    <div class="lead-line lead-head text-small font-medium text-faint [scrollbar-gutter:stable] [scrollbar-width:thin] overflow-hidden">
      <SelectAll />
      <Column cell="cell-name" label="Name" by="Name" {...props} />
      <span class="lead-cell cell-phone">Phone</span>
      <span class="lead-cell cell-status">Status</span>
      <Column cell="cell-priority" label="Priority" by="Priority" {...props} />
      <Column cell="cell-due" label="Follow-up" by="Follow-up" {...props} />
      <Show when={workspace.locations().length > 1}>
        <span class="lead-cell cell-clinic">Clinic</span>
      </Show>
      <For each={listedFields(desk.definition)}>
        {(name) => <span class="lead-cell cell-added truncate">{desk.definition.fields[name]?.label}</span>}
      </For>
      <span class="lead-cell cell-treatment">Treatment</span>
      <span class="lead-cell cell-next">Next action</span>
      <span class="lead-cell cell-source">Source</span>
      <span class="lead-cell cell-contact">Last contact</span>
    </div>
  );
};

type ColumnProps = { cell: string; label: string; by: string; sort: string; onSort: (sort: string) => void };

const Column = (props: ColumnProps): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- a column stays what it is
  const sort = leads.sorts.find((one) => one.label === props.by) ?? defaultSort(leads);
  return (
    <span class={`lead-cell ${props.cell}`}>
      <SortButton
        label={props.label}
        name={`Sort by ${props.label.toLowerCase()}`}
        sort={sort}
        isCurrent={sortName(sort) === props.sort}
        onSort={() => props.onSort(sortName(sort))}
      />
    </span>
  );
};
