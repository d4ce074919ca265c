import { type JSX } from 'solid-js';
import { ChoiceList } from '#client/components/choice-list.tsx';
import { draftsIn } from './choices-draft.ts';
import type { InputProps } from './view.ts';

/** The choices of a field, each a row. */
export const ChoicesInput = (props: InputProps): JSX.Element => (
  <ChoiceList
    id={props.id}
    label={props.label ?? props.field.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    small={props.small}
    autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
    value={draftsIn(props.value)}
    onChange={props.onChange}
  />
);
