import { type JSX } from 'solid-js';
import { safeUrl } from '#shared/fields/url.ts';
import { asText } from './as-text.ts';
import { LineInput } from './line-input.tsx';
import { OpenAddress } from './open-address.tsx';
import { textFilter } from './text-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <LineInput {...props} type="url" inputmode="url" placeholder="https://" />
);

/** "kongu.example/valves": what people read of an address. */
const shortened = (address: string): string => address.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '');

const Cell = (props: CellProps): JSX.Element => (
  <span class={props.full ? 'break-all' : 'truncate'}>{shortened(asText(props.value))}</span>
);

/** A value from before the field was an address may be anything: only what is safe to open is a link. */
const Action = (props: CellProps): JSX.Element => (
  <OpenAddress href={safeUrl(asText(props.value))} label={props.field.label} />
);

export const url: KindView = { Input, Cell, Action, ...textFilter, column: { width: 150, grow: 2 } };
