import { fieldOf } from '#shared/collection.ts';
import { formatPhone } from '#shared/fields/phone.ts';
import { leads } from '#shared/modules/leads.ts';
import { asText } from '#client/fields/as-text.ts';
import { valueText as generalText } from '#client/fields/value-text.ts';
import { unassignedInFull } from './unassigned.ts';

/** What is needed to describe a lead's values: the names of clinics, today's date and the time zone. */
export type FormatContext = {
  readonly clinicName: (id: string) => string | null;
  readonly today: string;
  readonly timeZone: string;
};

/** A lead's value as people say it. */
export const valueText = (name: string, value: unknown, context: FormatContext): string => {
  if (name === 'clinicId') return value ? (context.clinicName(asText(value)) ?? 'another clinic') : unassignedInFull;
  if (name === 'phone' && typeof value === 'string') return formatPhone(value);
  const field = fieldOf(leads, name);
  return field ? generalText(value, field, { ...context, nameOf: () => null }) : asText(value);
};
