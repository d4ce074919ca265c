import Phone from 'lucide-solid/icons/phone';
import { type JSX } from 'solid-js';
import { formatPhone } from '#shared/fields/phone.ts';
import { asText } from './as-text.ts';
import { LineInput } from './line-input.tsx';
import { textFilter } from './text-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <LineInput {...props} type="tel" inputmode="tel" placeholder="98430 12345" class="tabular" maxlength={40} />
);

const Cell = (props: CellProps): JSX.Element => (
  <span class="tabular truncate">{formatPhone(asText(props.value))}</span>
);

const Action = (props: CellProps): JSX.Element => (
  <a
    href={`tel:${asText(props.value)}`}
    class="button button-quiet button-small button-square"
    aria-label={`Call ${formatPhone(asText(props.value))}`}
    data-tip="Call"
  >
    <Phone size={16} />
  </a>
);

export const phone: KindView = {
  Input,
  Cell,
  Action,
  ...textFilter,
  column: { width: 128, grow: 1 },
  draft: (value) => (typeof value === 'string' ? formatPhone(value) : ''),
  text: (value) => formatPhone(asText(value)),
  reach: (value) => ({ label: 'Call', href: `tel:${value}`, icon: Phone }),
};
