import { createMemo, type JSX } from 'solid-js';
import type { Patch } from '#shared/collection.ts';
import { homeCurrency } from '#shared/currencies.ts';
import type { Field } from '#shared/fields/field.ts';
import { formatMoney, formatNumber } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import { asText } from './as-text.ts';
import { valueOf } from './conditions.ts';
import { RangeEditor, number, rangeLabel } from './number.tsx';
import type { CellProps, FilterProps, InputProps, KindView } from './view.ts';

const symbolOf = (currency: string): string =>
  new Intl.NumberFormat('en-IN', { style: 'currency', currency })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value ?? currency;

const currencyOf = ({ currency, currencyField }: Field, record: Patch | undefined, home: string): string =>
  currency ?? (asText(currencyField ? record?.[currencyField] : undefined) || home);

/** What this amount is in: as its field says, or its record, or the workspace. */
const useCurrency = (props: Pick<InputProps, 'field' | 'record'>): (() => string) => {
  const live = useLive();
  return createMemo(() => currencyOf(props.field, props.record, live.me()?.tenant.currency ?? homeCurrency));
};

const Input = (props: InputProps): JSX.Element => {
  const currency = useCurrency(props);
  return (
    <div class="flex items-center gap-2">
      <span class="text-muted" aria-hidden="true">
        {symbolOf(currency())}
      </span>
      <number.Input {...props} />
    </div>
  );
};

const Cell = (props: CellProps): JSX.Element => {
  const currency = useCurrency(props);
  return <span class="tabular">{formatMoney(Number(props.value), currency())}</span>;
};

const FilterLabel = (props: Pick<FilterProps, 'value' | 'field'>): JSX.Element => {
  const currency = useCurrency(props);
  const say = (op: 'gte' | 'lte'): string | null => {
    const value = valueOf(props.value, op);
    if (typeof value !== 'number') return null;
    // A filter is about amounts of any currency where each record may have its own.
    return props.field.currencyField ? formatNumber(value / 100) : formatMoney(value, currency());
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
  text: (value, field, { record, currency }) => formatMoney(Number(value), currencyOf(field, record, currency)),
  draft: (value, field) => (typeof value === 'number' ? field.kind.formatText(value, field).replace(/\.00$/, '') : ''),
};
