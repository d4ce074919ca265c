import ArrowUpRight from 'lucide-solid/icons/arrow-up-right';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { Checklist } from '#client/components/checklist.tsx';
import { LinkPicker } from './link-picker.tsx';
import { RecordName } from './record-name.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { choosing, chosenIn, type Chosen } from './conditions.ts';
import { targetOf } from './target.ts';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
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

const Cell = (props: CellProps): JSX.Element => (
  <RecordName definition={targetOf(props.field, props.definition)} id={String(props.value)} />
);

const Action = (props: CellProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const target = createMemo(() => targetOf(props.field, props.definition));
  const href = createMemo(() => {
    const id = String(props.value);
    const address = workspace.hrefOf(target().name, id);
    return address !== null && live.record(target(), id) ? address : null;
  });
  return (
    <Show when={href()}>
      {(address) => (
        <a
          href={address()}
          class="button button-quiet button-small button-square"
          aria-label={`Open ${props.field.label.toLowerCase()}`}
          data-tip={`Open ${target().label.one.toLowerCase()}`}
        >
          <ArrowUpRight size={16} />
        </a>
      )}
    </Show>
  );
};

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

export const LinkFilterLabel = (props: Omit<FilterProps, 'onChange'>): JSX.Element => {
  const chosen = createMemo(() => chosenIn(props.value));
  const all = createMemo(() => [...chosen().values, ...(chosen().none ? [none] : [])]);
  return (
    <Show when={all().length <= 2} fallback={`${all().length} chosen`}>
      <For each={all()}>
        {(value, at) => (
          <>
            {at() > 0 ? ', ' : ''}
            {value === 'me' ? (
              'Me'
            ) : value === none ? (
              'Empty'
            ) : (
              <RecordName definition={targetOf(props.field, props.definition)} id={value} />
            )}
          </>
        )}
      </For>
    </Show>
  );
};

export const link: KindView = {
  Input,
  Cell,
  Action,
  FilterEditor: LinkFilter,
  FilterLabel: LinkFilterLabel,
  instant: true,
  column: { width: 132, grow: 3 },
};
