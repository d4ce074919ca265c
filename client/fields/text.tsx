import { type JSX } from 'solid-js';
import { asText } from './as-text.ts';
import { LineInput } from './line-input.tsx';
import { OpenAddress } from './open-address.tsx';
import { textFilter } from './text-filter.tsx';
import type { CellProps, KindView } from './view.ts';

const Cell = (props: CellProps): JSX.Element => (
  <span class={props.full ? 'break-words' : 'truncate'}>{asText(props.value)}</span>
);

/** Only what says so itself: a text is not a link because it has a dot. */
const addressIn = (value: unknown): string | null => {
  const text = asText(value);
  const typed = /^www\./i.test(text) ? `https://${text}` : text;
  return /^https?:\/\//i.test(typed) && URL.canParse(typed) ? typed : null;
};

const Action = (props: CellProps): JSX.Element => (
  <OpenAddress href={addressIn(props.value)} label={props.field.label} />
);

export const text: KindView = { Input: LineInput, Cell, Action, ...textFilter, column: { width: 132, grow: 3 } };
