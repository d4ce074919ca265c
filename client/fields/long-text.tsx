import { type JSX } from 'solid-js';
import { TextArea } from '#client/components/text-input.tsx';
import { asText } from './as-text.ts';
import { textFilter } from './text-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <TextArea
    id={props.id}
    label={props.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    required={props.required}
    small={props.small}
    autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
    maxlength={props.field.max}
    value={asText(props.value)}
    onInput={props.onChange}
  />
);

const Cell = (props: CellProps): JSX.Element => (
  <span class={props.full ? 'break-words whitespace-pre-line' : 'truncate'}>{asText(props.value)}</span>
);

export const longText: KindView = {
  Input,
  Cell,
  ...textFilter,
  multiline: true,
  wide: true,
  column: { width: 180, grow: 4 },
};
