import { type JSX } from 'solid-js';
import { InvalidValue } from '#shared/fields/field.ts';
import { TextInput } from '#client/components/text-input.tsx';
import { formatNumber } from '#client/lib/format.ts';
import { LineInput } from './line-input.tsx';
import { between, valueOf } from './conditions.ts';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

// Not type=number: that one swallows "1,25,000" and changes under a scrolling finger.
const Input = (props: InputProps): JSX.Element => (
  <LineInput {...props} inputmode={props.field.integer ? 'numeric' : 'decimal'} class="tabular" maxlength={40} />
);

const Cell = (props: CellProps): JSX.Element => <span class="tabular">{formatNumber(Number(props.value))}</span>;

/** A number out of what is typed into a filter; undefined for nothing, and for what is no number yet. */
const numberIn = (typed: string, props: FilterProps): number | undefined => {
  if (typed.trim() === '') return undefined;
  try {
    const read = props.field.kind.parseText(typed, props.field, { today: '1970-01-01', timeZone: 'UTC' });
    return typeof read === 'number' ? read : undefined;
  } catch (error) {
    if (error instanceof InvalidValue) return undefined;
    throw error;
  }
};

export const RangeEditor = (props: FilterProps): JSX.Element => {
  const shown = (op: 'gte' | 'lte'): string => {
    const value = valueOf(props.value, op);
    return typeof value === 'number' ? props.field.kind.formatText(value, props.field) : '';
  };
  const set = (from: number | undefined, to: number | undefined): void => props.onChange(between(props.name, from, to));
  return (
    <div class="flex items-center gap-2 p-2">
      <TextInput
        label={`${props.field.label} from`}
        placeholder="From"
        inputmode="decimal"
        class="tabular w-28"
        autofocus
        value={shown('gte')}
        onInput={() => undefined}
        onChange={(event) =>
          set(numberIn(event.currentTarget.value, props), valueOf(props.value, 'lte') as number | undefined)
        }
      />
      <span class="text-faint">to</span>
      <TextInput
        label={`${props.field.label} to`}
        placeholder="To"
        inputmode="decimal"
        class="tabular w-28"
        value={shown('lte')}
        onInput={() => undefined}
        onChange={(event) =>
          set(valueOf(props.value, 'gte') as number | undefined, numberIn(event.currentTarget.value, props))
        }
      />
    </div>
  );
};

/** "from 3", "to 5", "3 to 5" */
export const rangeLabel = (from: string | null, to: string | null): string => {
  if (from !== null && to !== null) return from === to ? from : `${from} to ${to}`;
  return from === null ? `to ${to ?? '…'}` : `from ${from}`;
};

const FilterLabel = (props: Pick<FilterProps, 'value'>): JSX.Element => {
  const say = (op: 'gte' | 'lte'): string | null => {
    const value = valueOf(props.value, op);
    return typeof value === 'number' ? formatNumber(value) : null;
  };
  return <>{rangeLabel(say('gte'), say('lte'))}</>;
};

export const number: KindView = {
  Input,
  Cell,
  FilterEditor: RangeEditor,
  FilterLabel,
  column: { width: 90, grow: 1, numeric: true },
  draft: (value) => (typeof value === 'number' ? String(value) : ''),
  read: (draft, field) =>
    typeof draft === 'string' && draft.trim() !== ''
      ? field.kind.parseText(draft, field, { today: '1970-01-01', timeZone: 'UTC' })
      : null,
};
