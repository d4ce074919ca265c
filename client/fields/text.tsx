import ExternalLink from 'lucide-solid/icons/external-link';
import { Show, type JSX } from 'solid-js';
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
    placeholder={props.placeholder}
    selectAll={props.inline}
    maxlength={props.field.max}
    value={asText(props.value)}
    onInput={props.onChange}
  />
);

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
  <Show when={addressIn(props.value)}>
    {(address) => (
      <a
        href={address()}
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

export const text: KindView = { Input, Cell, Action, ...textFilter, column: { width: 132, grow: 3 } };
