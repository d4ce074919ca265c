import { For, createMemo, type JSX } from 'solid-js';
import { Chip } from '#client/components/chip.tsx';
import { chosenIn } from './conditions.ts';
import { lateFilter, lateInput } from './late-input.tsx';
import type { CellProps, FilterProps, KindView } from './view.ts';

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const Cell = (props: CellProps): JSX.Element => {
  const faces = createMemo(() =>
    listOf(props.value).map(
      (value) => props.field.choices?.find((one) => one.value === value) ?? { value, label: value, tone: undefined },
    ),
  );
  return (
    <span class={props.full ? 'flex flex-wrap gap-1' : 'flex min-w-0 gap-1 overflow-hidden'}>
      <For each={faces()}>{(face) => <Chip tone={face.tone}>{face.label}</Chip>}</For>
    </span>
  );
};

const FilterLabel = (props: Pick<FilterProps, 'value' | 'field'>): JSX.Element => (
  <>
    {chosenIn(props.value)
      .values.map((value) => props.field.choices?.find((one) => one.value === value)?.label ?? value)
      .join(', ')}
  </>
);

export const multiChoice: KindView = {
  Input: lateInput(async () => (await import('./multi-choice-input.tsx')).MultiChoiceInput),
  Cell,
  FilterEditor: lateFilter(async () => (await import('./multi-choice-input.tsx')).MultiChoiceFilter),
  FilterLabel,
  column: { width: 132, grow: 2 },
  draft: listOf,
};
