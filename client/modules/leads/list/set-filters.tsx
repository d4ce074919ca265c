import { For, createMemo, type JSX } from 'solid-js';
import { leadPriorities, leadStatuses } from '#shared/modules/leads.ts';
import { SetFilter } from '#client/records/list/toolbar-row.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { followUpLabels } from '#client/modules/leads/describe-follow-up.ts';
import { unassignedInFull } from '#client/modules/leads/unassigned.ts';
import { emptyQuery, noClinic, viewOf, type DeskQuery } from './desk-query.ts';

type SetFiltersProps = { query: DeskQuery; onChange: (change: Partial<DeskQuery>) => void };

type Said = { readonly name: 'clinics' | 'followUp' | 'priority' | 'status' | 'created'; readonly label: string };

const said: readonly Said[] = [
  { name: 'followUp', label: 'Follow-up' },
  { name: 'clinics', label: 'Clinic' },
  { name: 'priority', label: 'Priority' },
  { name: 'status', label: 'Status' },
  { name: 'created', label: 'Came in' },
];

const createdWords = { today: 'today', week: 'this week', month: 'this month' } as const;

const labelOf = (choices: readonly { readonly value: string; readonly label: string }[], value: string): string =>
  choices.find((choice) => choice.value === value)?.label ?? value;

/** What is set beyond the view, in words over the list: also where the filters themselves are not in sight. */
export const SetFilters = (props: SetFiltersProps): JSX.Element => {
  const workspace = useWorkspace();
  const wordsOf = ({ name }: Said): string => {
    const { query } = props;
    if (name === 'created') return typeof query.created === 'string' ? createdWords[query.created] : 'some days';
    const words = {
      clinics: (id: string) =>
        id === noClinic
          ? unassignedInFull
          : (workspace.locations().find((one) => one.id === id)?.name ?? 'another clinic'),
      followUp: (value: string) =>
        labelOf(
          Object.entries(followUpLabels).map(([v, label]) => ({ value: v, label })),
          value,
        ),
      priority: (value: string) => labelOf(leadPriorities, value),
      status: (value: string) => labelOf(leadStatuses, value),
    }[name];
    return query[name].map(words).join(', ');
  };
  const set = createMemo(() => {
    const view = viewOf(props.query);
    return said.filter(({ name }) =>
      name === 'created'
        ? props.query.created !== null
        : props.query[name].length > 0 && (view === undefined || name === 'clinics'),
    );
  });
  return (
    <For each={set()}>
      {(one) => (
        <SetFilter
          label={one.label}
          value={wordsOf(one)}
          onRemove={() => props.onChange({ [one.name]: emptyQuery[one.name] })}
        />
      )}
    </For>
  );
};
