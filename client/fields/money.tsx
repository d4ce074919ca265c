import { type JSX } from 'solid-js';
import { formatMoney } from '#client/lib/format.ts';
import { valueOf } from './conditions.ts';
import { RangeEditor, number, rangeLabel } from './number.tsx';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const symbolOf = (currency: string): string =>
  new Intl.NumberFormat('en-IN', { style: 'currency', currency })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value ?? currency;

const Input = (props: InputProps): JSX.Element => (
  <div class="flex items-center gap-2">
    <span class="text-muted" aria-hidden="true">
      {symbolOf(props.field.currency ?? 'INR')}
    </span>
    <number.Input {...props} />
  </div>
);

const Cell = (props: CellProps): JSX.Element => (
  <span class="tabular">{formatMoney(Number(props.value), props.field.currency)}</span>
);

const FilterLabel = (props: Pick<FilterProps, 'value' | 'field'>): JSX.Element => {
  const say = (op: 'gte' | 'lte'): string | null => {
    const value = valueOf(props.value, op);
    return typeof value === 'number' ? formatMoney(value, props.field.currency) : null;
  };
  return <>{rangeLabel(say('gte'), say('lte'))}</>;
};

export const money: KindView = {
  ...number,
  Input,
  Cell,
  FilterEditor: RangeEditor,
  FilterLabel,
  column: { width: 116, grow: 1, numeric: true },
  draft: (value, field) => (typeof value === 'number' ? field.kind.formatText(value, field).replace(/\.00$/, '') : ''),
};
