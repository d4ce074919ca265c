import { Show, createMemo, type JSX } from 'solid-js';
import type { Choice } from '#shared/fields/field.ts';
import { Checklist, type ChecklistOption } from '#client/components/checklist.tsx';
import { Chip } from '#client/components/chip.tsx';
import { PickList } from '#client/components/pick-list.tsx';
import { Select } from '#client/components/select.tsx';
import { choosing, chosenIn } from './conditions.ts';
import { offered } from './offered.ts';
import type { CellProps, FilterProps, InputProps, KindView, PickerProps } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <Select
    id={props.id}
    label={props.label}
    labelledBy={props.labelledBy}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    required={props.required}
    small={props.small}
    autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
    defaultOpen={props.inline}
    onClose={props.onClose}
    options={offered(props.field, [props.value])}
    placeholder={props.placeholder}
    emptyLabel={props.field.required ? undefined : (props.placeholder ?? 'None')}
    value={typeof props.value === 'string' ? props.value : null}
    onChange={props.onChange}
  />
);

const Cell = (props: CellProps): JSX.Element => {
  const choice = createMemo((): Choice | undefined => props.field.choices?.find((one) => one.value === props.value));
  return (
    <Show when={choice()?.tone} fallback={<span class="truncate">{choice()?.label ?? String(props.value)}</span>}>
      {(tone) => <Chip tone={tone()}>{choice()?.label}</Chip>}
    </Show>
  );
};

const clear = 'clear';

const Picker = (props: PickerProps): JSX.Element => (
  <div class="w-56">
    <PickList
      label={props.field.label}
      options={[
        ...(props.field.choices ?? []).map((one) => ({ ...one, checked: one.value === props.value })),
        ...(props.field.required || props.value === null ? [] : [{ value: clear, label: 'None' }]),
      ]}
      onPick={(value) => props.onPick(value === clear ? null : value)}
    />
  </div>
);

const none = 'none';

const FilterEditor = (props: FilterProps): JSX.Element => {
  const chosen = createMemo(() => chosenIn(props.value));
  const options = createMemo((): ChecklistOption[] => [
    ...(props.field.choices ?? []).map((one) => ({ ...one, count: props.counts?.get(one.value) })),
    ...(props.field.required ? [] : [{ value: none, label: 'Empty', count: props.counts?.get('') }]),
  ]);
  return (
    <div class="p-1">
      <Checklist
        label={props.field.label}
        options={options()}
        counted={props.counts !== undefined}
        chosen={[...chosen().values, ...(chosen().none ? [none] : [])]}
        onChange={(values) =>
          props.onChange(
            choosing(props.name, { values: values.filter((one) => one !== none), none: values.includes(none) }),
          )
        }
      />
    </div>
  );
};

const FilterLabel = (props: Pick<FilterProps, 'value' | 'field'>): JSX.Element => {
  const labels = (): string[] => {
    const { values, none: empty } = chosenIn(props.value);
    return [
      ...values.map((value) => props.field.choices?.find((one) => one.value === value)?.label ?? value),
      ...(empty ? ['Empty'] : []),
    ];
  };
  return <>{labels().length > 2 ? `${labels().length} chosen` : labels().join(', ')}</>;
};

export const choice: KindView = {
  Input,
  Cell,
  Picker,
  FilterEditor,
  FilterLabel,
  instant: true,
  onCard: 'chip',
  parts: (field) => field.choices ?? [],
  partFilter: (name, part) => choosing(name, { values: [part], none: false }),
  column: { width: 108, grow: 1 },
};
