import { For, createMemo, type JSX } from 'solid-js';
import { Checklist } from '#client/components/checklist.tsx';
import { choosing, chosenIn, type Chosen } from './conditions.ts';
import { LinkPicker } from './link-picker.tsx';
import { RecordName } from './record-name.tsx';
import { targetOf } from './target.ts';
import type { FilterProps, InputProps } from './view.ts';

/** One record, to be found by typing. */
export const LinkInput = (props: InputProps): JSX.Element => (
  <LinkPicker
    id={props.id}
    label={props.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    required={props.required}
    small={props.small}
    autofocus={props.autofocus}
    defaultOpen={props.inline}
    onClose={props.onClose}
    to={targetOf(props.field, props.definition)}
    value={typeof props.value === 'string' ? props.value : null}
    onChange={props.onChange}
  />
);

const none = 'none';

/** Which records: those chosen, to be removed again, and a way to add another. */
export const LinkFilter = (props: FilterProps & { many?: boolean }): JSX.Element => {
  const target = createMemo(() => targetOf(props.field, props.definition));
  const chosen = createMemo(() => chosenIn(props.value));
  const set = (next: Chosen): void => props.onChange(choosing(props.name, next, props.many));
  const options = createMemo(() => [
    ...(target().people && !props.many ? [{ value: 'me', label: 'Me' }] : []),
    { value: none, label: 'Empty' },
  ]);
  const ids = (): readonly string[] => chosen().values.filter((value) => value !== 'me');
  return (
    <div class="flex w-64 flex-col gap-1 p-2">
      <LinkPicker
        label={props.field.label}
        to={target()}
        value={null}
        without={ids()}
        autofocus
        onChange={(id) => id && set({ ...chosen(), values: [...chosen().values, id] })}
      />
      <For each={ids()}>
        {(id) => (
          <label class="option hover:bg-hover">
            <input
              type="checkbox"
              class="size-4"
              checked
              onChange={() => set({ ...chosen(), values: chosen().values.filter((value) => value !== id) })}
            />
            <RecordName definition={target()} id={id} />
          </label>
        )}
      </For>
      <Checklist
        label={props.field.label}
        options={options()}
        chosen={[...chosen().values.filter((value) => value === 'me'), ...(chosen().none ? [none] : [])]}
        onChange={(values) =>
          set({ values: [...values.filter((value) => value === 'me'), ...ids()], none: values.includes(none) })
        }
      />
    </div>
  );
};
