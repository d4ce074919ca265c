import { type JSX } from 'solid-js';
import { Checklist } from '#client/components/checklist.tsx';
import { hasOp } from './conditions.ts';
import type { FilterProps } from './view.ts';

/** For values that are looked at as a whole: whether there is one. */
export const PresenceFilter = (props: FilterProps): JSX.Element => (
  <div class="p-1">
    <Checklist
      label={props.field.label}
      options={[
        { value: 'notEmpty', label: 'Has something' },
        { value: 'empty', label: 'Empty' },
      ]}
      chosen={(['notEmpty', 'empty'] as const).filter((op) => hasOp(props.value, op))}
      onChange={(values) =>
        props.onChange(
          values.length === 1 ? [{ field: props.name, op: values[0] === 'empty' ? 'empty' : 'notEmpty' }] : [],
        )
      }
    />
  </div>
);

export const PresenceLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => (
  <>{hasOp(props.value, 'empty') ? 'Empty' : 'Has something'}</>
);
