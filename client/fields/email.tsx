import Mail from 'lucide-solid/icons/mail';
import { type JSX } from 'solid-js';
import { TextInput } from '#client/components/text-input.tsx';
import { asText } from './as-text.ts';
import { textFilter } from './text-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <TextInput
    id={props.id}
    label={props.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    required={props.required}
    small={props.small}
    autofocus={props.autofocus}
    selectAll={props.inline}
    type="email"
    inputmode="email"
    autocapitalize="none"
    spellcheck={false}
    value={asText(props.value)}
    onInput={props.onChange}
  />
);

const Cell = (props: CellProps): JSX.Element => (
  <span class={props.full ? 'break-all' : 'truncate'}>{asText(props.value)}</span>
);

const Action = (props: CellProps): JSX.Element => (
  <a
    href={`mailto:${asText(props.value)}`}
    class="button button-quiet button-small button-square"
    aria-label={`Write to ${asText(props.value)}`}
    data-tip="Write an email"
  >
    <Mail size={16} />
  </a>
);

export const email: KindView = {
  Input,
  Cell,
  Action,
  ...textFilter,
  column: { width: 180, grow: 3 },
  reach: (value) => ({ label: 'Email', href: `mailto:${value}`, icon: Mail }),
};
