import { For, Show, createMemo, type JSX } from 'solid-js';
import { InvalidValue, type Choice } from '#shared/fields/field.ts';
import { Chip } from '#client/components/chip.tsx';
import { draftsIn } from './choices-draft.ts';
import { lateInput } from './late-input.tsx';
import { blockView } from './block-view.ts';
import type { CellProps, KindView } from './view.ts';

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

export const choices: KindView = {
  Input: lateInput(async () => (await import('./choices-input.tsx')).ChoicesInput),
  Cell,
  ...blockView,
  column: { width: 220, grow: 3 },
  draft: draftsIn,
  read: (draft) => {
    // A row that was added and never named is not meant.
    const rows = draftsIn(draft).filter(({ value, label }) => value !== undefined || label.trim() !== '');
    if (rows.some(({ label }) => label.trim() === '')) throw new InvalidValue('need a label each');
    return rows.length > 0 ? rows : null;
  },
};
