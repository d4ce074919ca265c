import { type JSX } from 'solid-js';
import { choicesIn } from '#shared/catalog.ts';
import { useLive } from '#client/live/live-context.tsx';
import { asText } from './as-text.ts';
import { LineInput } from './line-input.tsx';
import { OpenAddress } from './open-address.tsx';
import { textFilter } from './text-filter.tsx';
import type { CellProps, KindView } from './view.ts';

const Cell = (props: CellProps): JSX.Element => (
  <span class={props.full ? 'break-words' : 'truncate'}>
    {props.field.choiceIn ? <ChoiceName {...props} /> : asText(props.value)}
  </span>
);

/** A text that is a choice of another collection's field: as that one calls it. */
const ChoiceName = (props: CellProps): JSX.Element => {
  const live = useLive();
  const name = (): string => {
    const [collection = '', field = ''] = asText(props.record?.[props.field.choiceIn ?? '']).split('.');
    const choices = choicesIn(live.catalog(), collection, field);
    return choices.find(({ value }) => value === props.value)?.label ?? asText(props.value);
  };
  return <>{name()}</>;
};

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
