import { For, Show, createMemo, createSignal, type JSX } from 'solid-js';
import type { Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { referenceTo } from '#shared/fields/reference.ts';
import { productCatalog } from '#shared/modules/index.ts';
import { Checklist } from '#client/components/checklist.tsx';
import { Select } from '#client/components/select.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { choosing, chosenIn, type Chosen } from './conditions.ts';
import { LinkPicker } from './link-picker.tsx';
import { ReferenceName, targetIn } from './reference-name.tsx';
import type { FilterProps, InputProps } from './view.ts';

/** The collections that it may point at, as far as one sees any of their records. */
const useTargets = (field: () => Field): (() => readonly Collection[]) => {
  const live = useLive();
  return createMemo(() =>
    (field().of?.() ?? []).flatMap(({ name }) => {
      const definition = productCatalog.named(name);
      return definition && live.can('view', definition) ? [definition] : [];
    }),
  );
};

type PickerProps = {
  field: Field;
  value: unknown;
  onChange: (value: string | null) => void;
  control: Partial<InputProps>;
};

/** Of which collection, and which of its records: the second is what counts, the first says where to look. */
const ReferencePicker = (props: PickerProps): JSX.Element => {
  const targets = useTargets(() => props.field);
  const held = createMemo(() => targetIn(props.value));
  const [looked, setLooked] = createSignal<string>();
  const within = createMemo(() => {
    const name = looked() ?? held()?.definition.name;
    return targets().find((one) => one.name === name) ?? targets()[0];
  });
  return (
    <div class="flex min-w-0 gap-2">
      <div class="w-32 flex-none">
        <Select
          label={`${props.field.label}: what it is`}
          small={props.control.small}
          disabled={props.control.disabled}
          options={targets().map(({ name, label }) => ({ value: name, label: label.one }))}
          value={within()?.name ?? null}
          onChange={(name) => setLooked(name ?? undefined)}
        />
      </div>
      <div class="min-w-0 flex-1">
        <Show when={within()} keyed>
          {(definition) => (
            <LinkPicker
              {...props.control}
              label={`${props.field.label}: ${definition.label.one.toLowerCase()}`}
              to={definition}
              value={held()?.definition.name === definition.name ? (held()?.id ?? null) : null}
              onChange={(id) => props.onChange(id === null ? null : referenceTo(definition, id))}
            />
          )}
        </Show>
      </div>
    </div>
  );
};

export const ReferenceInput = (props: InputProps): JSX.Element => (
  <ReferencePicker
    field={props.field}
    value={props.value}
    onChange={props.onChange}
    control={{
      id: props.id,
      describedBy: props.describedBy,
      invalid: props.invalid,
      disabled: props.disabled,
      required: props.required,
      small: props.small,
      autofocus: (props.autofocus ?? false) || (props.inline ?? false),
    }}
  />
);

const none = 'none';

export const ReferenceFilter = (props: FilterProps): JSX.Element => {
  const chosen = createMemo(() => chosenIn(props.value));
  const set = (next: Chosen): void => props.onChange(choosing(props.name, next));
  return (
    <div class="flex w-80 flex-col gap-1 p-2">
      <ReferencePicker
        field={props.field}
        value={null}
        control={{ autofocus: true }}
        onChange={(value) => value && set({ ...chosen(), values: [...new Set([...chosen().values, value])] })}
      />
      <For each={chosen().values}>
        {(value) => (
          <label class="option hover:bg-hover">
            <input
              type="checkbox"
              class="size-4"
              checked
              onChange={() => set({ ...chosen(), values: chosen().values.filter((one) => one !== value) })}
            />
            <ReferenceName value={value} full />
          </label>
        )}
      </For>
      <Checklist
        label={props.field.label}
        options={[{ value: none, label: 'Empty' }]}
        chosen={chosen().none ? [none] : []}
        onChange={(values) => set({ ...chosen(), none: values.includes(none) })}
      />
    </div>
  );
};
