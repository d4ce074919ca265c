import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { readDraft } from '#client/fields/known-views.ts';
import { isEmptyValue, isMissing } from '#shared/fields/empty-value.ts';

/** What is to be sent of what was typed, and the value that it is. Throws `InvalidValue` when it cannot be sent. */
export const readTyped = (typed: unknown, field: Field): { readonly value: unknown; readonly parsed: unknown } => {
  const read = readDraft(typed, field);
  if (isMissing(read, field)) throw new InvalidValue('is required');
  const empty = isEmptyValue(read) && !Array.isArray(read);
  return empty ? { value: null, parsed: null } : { value: read, parsed: field.kind.parse(read, field) };
};
