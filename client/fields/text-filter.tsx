import { onCleanup, type JSX } from 'solid-js';
import { TextInput } from '#client/components/text-input.tsx';
import { asText } from './as-text.ts';
import { hasOp, valueOf } from './conditions.ts';
import type { FilterProps, KindView } from './view.ts';

/** "Contains", for every kind that is text to a reader. */
const FilterEditor = (props: FilterProps): JSX.Element => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const report = (text: string): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => props.onChange(text.trim() ? [{ field: props.name, op: 'contains', value: text.trim() }] : []),
      250,
    );
  };
  return (
    <div class="p-2">
      <TextInput
        label={`${props.field.label} contains`}
        placeholder="Contains…"
        autofocus
        value={asText(valueOf(props.value, 'contains') ?? valueOf(props.value, 'eq'))}
        onInput={report}
      />
    </div>
  );
};

const FilterLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => (
  <>
    {hasOp(props.value, 'empty')
      ? 'empty'
      : `“${asText(valueOf(props.value, 'contains') ?? valueOf(props.value, 'eq') ?? '…')}”`}
  </>
);

export const textFilter: Pick<KindView, 'FilterEditor' | 'FilterLabel'> = { FilterEditor, FilterLabel };
