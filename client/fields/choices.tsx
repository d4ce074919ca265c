import { For, Show, createMemo, type JSX } from 'solid-js';
import { InvalidValue, type Choice } from '#shared/fields/field.ts';
import { Chip } from '#client/components/chip.tsx';
import { Checklist } from '#client/components/checklist.tsx';
import { ChoiceList, type ChoiceDraft } from '#client/components/choice-list.tsx';
import { hasOp } from './conditions.ts';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const draftsIn = (value: unknown): readonly ChoiceDraft[] => (Array.isArray(value) ? (value as ChoiceDraft[]) : []);

const Input = (props: InputProps): JSX.Element => (
  <ChoiceList
    id={props.id}
    label={props.label ?? props.field.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    small={props.small}
    autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
    value={draftsIn(props.value)}
    onChange={props.onChange}
  />
);

const mostInARow = 4;

const Cell = (props: CellProps): JSX.Element => {
  const choices = createMemo(() => props.value as readonly Choice[]);
  const inUse = createMemo(() => choices().filter(({ retired }) => !retired));
  return (
    <Show
      when={props.full}
      fallback={
        <span class="truncate">
          {inUse()
            .slice(0, mostInARow)
            .map(({ label }) => label)
            .join(', ')}
          {inUse().length > mostInARow ? ` and ${inUse().length - mostInARow} more` : ''}
        </span>
      }
    >
      <span class="flex flex-col items-start gap-1">
        <For each={choices()}>
          {(choice) => (
            <span class="flex max-w-full items-center gap-1.5">
              <Show when={choice.tone} fallback={<span class="truncate">{choice.label}</span>}>
                {(tone) => <Chip tone={tone()}>{choice.label}</Chip>}
              </Show>
              <Show when={choice.means}>{(means) => <span class="text-small text-faint">means {means()}</span>}</Show>
              <Show when={choice.retired}>
                <span class="text-small text-faint">not in use</span>
              </Show>
            </span>
          )}
        </For>
      </span>
    </Show>
  );
};

const FilterEditor = (props: FilterProps): JSX.Element => (
  <div class="p-1">
    <Checklist
      label={props.field.label}
      options={[
        { value: 'notEmpty', label: 'Has something' },
        { value: 'empty', label: 'Empty' },
      ]}
      chosen={(['notEmpty', 'empty'] as const).filter((op) => hasOp(props.value, op))}
      onChange={(values) =>
        props.onChange(
          values.length === 1 ? [{ field: props.name, op: values[0] === 'empty' ? 'empty' : 'notEmpty' }] : [],
        )
      }
    />
  </div>
);

const FilterLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => (
  <>{hasOp(props.value, 'empty') ? 'Empty' : 'Has something'}</>
);

export const choices: KindView = {
  Input,
  Cell,
  FilterEditor,
  FilterLabel,
  multiline: true,
  wide: true,
  column: { width: 220, grow: 3 },
  draft: draftsIn,
  read: (draft) => {
    // A row that was added and never named is not meant.
    const rows = draftsIn(draft).filter(({ value, label }) => value !== undefined || label.trim() !== '');
    if (rows.some(({ label }) => label.trim() === '')) throw new InvalidValue('need a label each');
    return rows.length > 0 ? rows : null;
  },
};
