import { createEffect, createMemo, createUniqueId, on, onMount, type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';
import { FieldValue } from '#client/records/field-value.tsx';
import { PickButton } from '#client/records/picker/pick-button.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';
import { FactRow } from './fact-row.tsx';
import type { InlineFieldProps } from './inline-field.tsx';

/** One fact of a record that is chosen from a few: read, and, with Enter, F2 or a click, picked from a floating list. */
export const PickedField = (props: InlineFieldProps): JSX.Element => {
  const screen = useRecordScreen();
  const labelId = createUniqueId();
  let button!: HTMLButtonElement;
  const pick = (): void => screen.pick({ id: props.record.id, field: props.name, anchor: button });
  const isOpen = createMemo(() => {
    const now = screen.picking();
    return now?.id === props.record.id && now.field === props.name;
  });
  onMount(() => props.startOpen && pick());
  createEffect(on(isOpen, (now, before) => before === true && !now && props.onDone?.()));
  // A key opens the list wherever the focus is.
  createEffect(() => {
    const at = screen.editing();
    if (at?.id !== props.record.id || at.field !== props.name) return;
    screen.edit(null);
    pick();
  });
  return (
    <FactRow label={props.field.label} labelId={labelId} unlabelled={props.unlabelled}>
      <PickButton
        ref={(element) => (button = element)}
        field={props.name}
        id={props.record.id}
        describedBy={labelId}
        class={cls(
          'focus-inset -ml-2 min-h-8 w-[calc(100%+0.5rem)] rounded-control px-2 py-1 text-row hover:bg-hover touch:min-h-11 touch:text-form',
          screen.live.pending(props.definition, props.record.id) && 'opacity-70',
        )}
        onKeyDown={(event) => {
          if (event.key !== 'F2') return;
          event.preventDefault();
          pick();
        }}
      >
        <span class="sr-only">{props.field.label}: </span>
        <FieldValue
          definition={props.definition}
          field={props.field}
          value={props.record[props.name]}
          record={props.record}
          full
        />
      </PickButton>
    </FactRow>
  );
};
