import Mail from 'lucide-solid/icons/mail';
import { type JSX } from 'solid-js';
import { asText } from './as-text.ts';
import { LineInput } from './line-input.tsx';
import { textFilter } from './text-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => <LineInput {...props} type="email" inputmode="email" />;

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
