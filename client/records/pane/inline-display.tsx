import { Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { AnyRecord, Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { cls } from '#client/components/class.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { useLive } from '#client/live/live-context.tsx';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { FieldValue } from '#client/records/field-value.tsx';

type InlineDisplayProps = {
  definition: Collection;
  field: Field;
  record: AnyRecord;
  value: unknown;
  labelId: string;
  /** Call, write, open: beside the value. */
  withAction: boolean;
  /** Left out where one may not edit. */
  onEdit: (() => void) | undefined;
  ref: (element: HTMLElement) => void;
};

/** A fact as it is read; with Enter, F2 or a click it is to be edited. */
export const InlineDisplay = (props: InlineDisplayProps): JSX.Element => {
  const live = useLive();
  const view = createMemo(() => viewOf(props.field));
  const Value = (): JSX.Element => (
    <FieldValue definition={props.definition} field={props.field} value={props.value} record={props.record} full />
  );
  return (
    <div class="flex items-start gap-1">
      <Show
        when={props.onEdit}
        fallback={
          <div class="min-w-0 flex-1 py-1.5 text-row touch:py-3 touch:text-form">
            <Value />
          </div>
        }
      >
        {(edit) => (
          <div
            ref={props.ref}
            role="button"
            tabindex={0}
            aria-describedby={props.labelId}
            class={cls(
              'focus-inset -ml-2 min-h-8 min-w-0 flex-1 cursor-text rounded-control px-2 py-1.5 text-row hover:bg-hover touch:min-h-11 touch:py-3 touch:text-form',
              live.pending(props.definition, props.record.id) && 'opacity-70',
            )}
            onClick={() => edit()()}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== 'F2' && event.key !== ' ') return;
              event.preventDefault();
              edit()();
            }}
          >
            <span class="sr-only">{props.field.label}: </span>
            <Value />
          </div>
        )}
      </Show>
      <Show when={props.withAction && !isEmptyValue(props.value) && view().Action}>
        {(action) => (
          <span class="flex-none pt-0.5 touch:pt-1">
            <Dynamic
              component={action()}
              definition={props.definition}
              field={props.field}
              value={props.value}
              record={props.record}
              full
            />
          </span>
        )}
      </Show>
    </div>
  );
};
