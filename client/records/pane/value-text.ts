import { fieldOf, titleOf, type AnyRecord, type Collection } from '#shared/collection.ts';
import { homeCurrency } from '#shared/currencies.ts';
import type { Ref } from '#shared/fields/field.ts';
import { asText } from '#client/fields/as-text.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { valueText } from '#client/fields/value-text.ts';
import { viewOf } from '#client/fields/view-of.ts';
import { today, timeZone } from '#client/lib/clock.ts';
import { useLive } from '#client/live/live-context.tsx';

/** How the values of a record's fields are said, by the field's name; kept up to date where it is read reactively. */
export const useValueText = (
  definition: () => Collection,
  record: () => AnyRecord,
  /** What records were called that are deleted, by their ids. */
  deleted: () => { readonly [id: string]: string } = () => ({}),
): ((name: string, value: unknown) => string) => {
  const live = useLive();
  const nameOf = ({ collection, id }: Ref): string | null => {
    const target = collection === 'self' ? definition() : live.catalog().named(collection);
    const found = target && live.record(target, id);
    if (found) return titleOf(target, found);
    const name = deleted()[id];
    return name === undefined ? null : `${name} (deleted)`;
  };
  return (name, value) => {
    const field = fieldOf(definition(), name);
    if (!field) return asText(value);
    const currency = live.me()?.tenant.currency ?? homeCurrency;
    const own = isEmptyValue(value) ? undefined : viewOf(field).text?.(value, field, { record: record(), currency });
    return own ?? valueText(value, field, { nameOf, today: today(), timeZone: timeZone() });
  };
};
