import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Collection, Patch } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { viewOf } from '#client/fields/view-of.ts';

type FieldValueProps = {
  definition: Collection;
  field: Field;
  value: unknown;
  /** The values around it, as far as they are known. */
  record?: Patch | undefined;
  full?: boolean | undefined;
};

/** A value of any field as its kind shows it; a dash where there is none. */
export const FieldValue = (props: FieldValueProps): JSX.Element => (
  <Show
    when={!isEmptyValue(props.value)}
    fallback={
      <span class="text-faint">
        <span aria-hidden="true">–</span>
        <span class="sr-only">empty</span>
      </span>
    }
  >
    <Dynamic
      component={viewOf(props.field).Cell}
      definition={props.definition}
      field={props.field}
      value={props.value}
      record={props.record}
      full={props.full}
    />
  </Show>
);
