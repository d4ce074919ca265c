import ArrowUpRight from 'lucide-solid/icons/arrow-up-right';
import { Show, createMemo, type JSX } from 'solid-js';
import { useLive } from '#client/live/live-context.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { chosenIn } from './conditions.ts';
import { lateFilter, lateInput } from './late-input.tsx';
import { ReferenceName, targetIn } from './reference-name.tsx';
import type { CellProps, FilterProps, KindView } from './view.ts';

const Cell = (props: CellProps): JSX.Element => <ReferenceName value={props.value} full={props.full} />;

const Action = (props: CellProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const target = createMemo(() => {
    const found = targetIn(props.value);
    const href = found && workspace.hrefOf(found.definition.name, found.id);
    return found && href && live.record(found.definition, found.id) ? { ...found, href } : null;
  });
  return (
    <Show when={target()}>
      {(found) => (
        <a
          href={found().href}
          class="button button-quiet button-small button-square"
          aria-label={`Open ${found().definition.label.one.toLowerCase()}`}
          data-tip={`Open ${found().definition.label.one.toLowerCase()}`}
        >
          <ArrowUpRight size={16} />
        </a>
      )}
    </Show>
  );
};

const FilterLabel = (props: Omit<FilterProps, 'onChange'>): JSX.Element => {
  const chosen = createMemo(() => chosenIn(props.value));
  return (
    <Show when={chosen().values.length + (chosen().none ? 1 : 0) === 1} fallback={`${chosen().values.length} chosen`}>
      <Show when={!chosen().none} fallback="Empty">
        <ReferenceName value={chosen().values[0]} />
      </Show>
    </Show>
  );
};

export const reference: KindView = {
  Input: lateInput(async () => (await import('./reference-picker.tsx')).ReferenceInput),
  Cell,
  Action,
  FilterEditor: lateFilter(async () => (await import('./reference-picker.tsx')).ReferenceFilter),
  FilterLabel,
  instant: true,
  wide: true,
  column: { width: 150, grow: 2 },
};
