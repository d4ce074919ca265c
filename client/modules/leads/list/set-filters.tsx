import { For, Show, createMemo, type JSX } from 'solid-js';
import { leadPriorities, leadStatuses } from '#shared/modules/leads.ts';
import { SetFilter } from '#client/records/list/toolbar-row.tsx';
import { today } from '#client/lib/clock.ts';
import { describeDay } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { dayInSentence } from '#client/modules/leads/describe-change.ts';
import { followUpLabels } from '#client/modules/leads/describe-follow-up.ts';
import { unassignedInFull } from '#client/modules/leads/unassigned.ts';
import { emptyQuery, noClinic, viewOf, type Created, type DeskQuery } from './desk-query.ts';

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

/** "this week", "3 Nov to 5 Nov", "from 3 Nov". */
const sayCreated = (created: Created): string => {
  if (typeof created === 'string') return createdWords[created];
  const [from, to] = [created.from, created.to].map((day) => day && dayInSentence(describeDay(day, today())));
  if (from) return to ? `${from} to ${to}` : `from ${from}`;
  return to ? `up to ${to}` : 'any time';
};

const labelOf = (choices: readonly { readonly value: string; readonly label: string }[], value: string): string =>
  choices.find((choice) => choice.value === value)?.label ?? value;

/** What is set beyond the view, in words over the list: also where the filters themselves are not in sight. */
export const SetFilters = (props: SetFiltersProps): JSX.Element => {
  const workspace = useWorkspace();
  const wordsOf = ({ name }: Said): string => {
    const { query } = props;
    if (name === 'created') return query.created === null ? '' : sayCreated(query.created);
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
    <>
      <For each={set()}>
        {(one) => (
          <SetFilter
            label={one.label}
            value={wordsOf(one)}
            onRemove={() => props.onChange({ [one.name]: emptyQuery[one.name] })}
          />
        )}
      </For>
      {/* What a link's address asks for is nowhere else to be seen, and to be removed. */}
      <Show when={props.query.others.length > 0}>
        <SetFilter label="Other conditions" value="" onRemove={() => props.onChange({ others: [] })} />
      </Show>
    </>
  );
};
