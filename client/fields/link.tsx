import ArrowUpRight from 'lucide-solid/icons/arrow-up-right';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { lateFilter, lateInput } from './late-input.tsx';
import { RecordName } from './record-name.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { chosenIn } from './conditions.ts';
import { targetOf } from './target.ts';
import type { CellProps, FilterProps, KindView } from './view.ts';

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

export const LinkFilter = lateFilter<FilterProps & { many?: boolean }>(
  async () => (await import('./link-input.tsx')).LinkFilter,
);

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
  Input: lateInput(async () => (await import('./link-input.tsx')).LinkInput),
  Cell,
  Action,
  FilterEditor: LinkFilter,
  FilterLabel: LinkFilterLabel,
  instant: true,
  column: { width: 132, grow: 3 },
};
