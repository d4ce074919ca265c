import { isDay } from '#shared/calendar-day.ts';
import type { Field, Ref } from '#shared/fields/field.ts';
import { describeDay, describeMoment, lettersOf } from '#client/lib/format.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';

/** What is needed to describe a value: the names behind ids, today's date and the time zone. */
export type ValueContext = {
  /** The name of the record that a reference leads to; null where it is not known here. */
  readonly nameOf: (ref: Ref) => string | null;
  readonly today: string;
  readonly timeZone: string;
};

const longest = 80;

const cut = (text: string): string => {
  const letters = lettersOf(text.replaceAll(/\s+/gu, ' '));
  return letters.length > longest
    ? `${letters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
    : letters.join('');
};

/** A field's value as people say it, on one line: "Tomorrow", "Appointment booked", "Kavya Raman". */
export const valueText = (value: unknown, field: Field, context: ValueContext): string => {
  if (isEmptyValue(value)) return 'nothing';
  if (field.kind.isReference || field.of)
    return (field.kind.refs?.(value, field) ?? [])
      .map((ref) => context.nameOf(ref) ?? 'a record that is not shared with you')
      .join(', ');
  if (field.kind.calendar && typeof value === 'string')
    return isDay(value) ? describeDay(value, context.today) : describeMoment(value, context.today, context.timeZone);
  return cut(field.kind.formatText(value, field));
};
