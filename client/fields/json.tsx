import { type JSX } from 'solid-js';
import { TextArea } from '#client/components/text-input.tsx';
import { asText } from './as-text.ts';
import { PresenceFilter, PresenceLabel } from './presence-filter.tsx';
import type { CellProps, InputProps, KindView } from './view.ts';

const Input = (props: InputProps): JSX.Element => (
  <TextArea
    id={props.id}
    label={props.label}
    describedBy={props.describedBy}
    invalid={props.invalid}
    disabled={props.disabled}
    small={props.small}
    autofocus={(props.autofocus ?? false) || (props.inline ?? false)}
    class="font-mono"
    spellcheck={false}
    value={asText(props.value)}
    onInput={props.onChange}
  />
);

const Cell = (props: CellProps): JSX.Element => (
  <code
    class={props.full ? 'block overflow-x-auto font-mono text-small whitespace-pre' : 'truncate font-mono text-small'}
  >
    {JSON.stringify(props.value, null, props.full ? 2 : undefined)}
  </code>
);

export const json: KindView = {
  Input,
  Cell,
  FilterEditor: PresenceFilter,
  FilterLabel: PresenceLabel,
  multiline: true,
  wide: true,
  column: { width: 150, grow: 2 },
  draft: (value) => (value === null || value === undefined ? '' : JSON.stringify(value, null, 2)),
  read: (draft, field) =>
    typeof draft === 'string' && draft.trim() !== ''
      ? field.kind.parseText(draft, field, { today: '1970-01-01', timeZone: 'UTC' })
      : null,
};
