import ExternalLink from 'lucide-solid/icons/external-link';
import { Show, createMemo, type JSX } from 'solid-js';
import { safeUrl } from '#shared/fields/url.ts';
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
    type="url"
    inputmode="url"
    autocapitalize="none"
    spellcheck={false}
    placeholder="https://"
    maxlength={props.field.max}
    value={asText(props.value)}
    onInput={props.onChange}
  />
);

/** "kongu.example/valves": what people read of an address. */
const shortened = (address: string): string => address.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '');

const Cell = (props: CellProps): JSX.Element => (
  <span class={props.full ? 'break-all' : 'truncate'}>{shortened(asText(props.value))}</span>
);

/** A value from before the field was an address may be anything: only what is safe to open is a link. */
const Action = (props: CellProps): JSX.Element => {
  const address = createMemo(() => safeUrl(asText(props.value)));
  return (
    <Show when={address()}>
      {(href) => (
        <a
          href={href()}
          target="_blank"
          rel="noopener noreferrer"
          class="button button-quiet button-small button-square"
          aria-label={`Open ${props.field.label.toLowerCase()} in a new tab`}
          data-tip="Open in a new tab"
        >
          <ExternalLink size={16} />
        </a>
      )}
    </Show>
  );
};

export const url: KindView = { Input, Cell, Action, ...textFilter, column: { width: 150, grow: 2 } };
