import { isDay } from '#shared/calendar-day.ts';
import { fieldOf } from '#shared/collection.ts';
import { formatPhone } from '#shared/fields/phone.ts';
import { leads } from '#shared/modules/leads.ts';
import { describeDay, describeMoment } from '#client/lib/format.ts';
import { asText } from '#client/fields/as-text.ts';

/** What is needed to describe a value: the names behind ids, today's date and the time zone. */
export type FormatContext = {
  readonly clinicName: (id: string) => string | null;
  readonly today: string;
  readonly timeZone: string;
};

/** A field's value as people say it. */
export const valueText = (name: string, value: unknown, context: FormatContext): string => {
  if (value === null || value === undefined || value === '') return name === 'clinicId' ? 'TBD queue' : 'nothing';
  const field = fieldOf(leads, name);
  if (!field) return asText(value);
  if (name === 'clinicId') return context.clinicName(asText(value)) ?? 'another clinic';
  if (typeof value === 'string') {
    if (name === 'phone') return formatPhone(value);
    if (field.kind.calendar)
      return isDay(value) ? describeDay(value, context.today) : describeMoment(value, context.today, context.timeZone);
  }
  return field.kind.formatText(value, field);
};
