import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { readDraft } from '#client/fields/known-views.ts';
import { isEmptyValue } from '#client/fields/is-empty-value.ts';

/** What is to be sent of what was typed, and the value that it is. Throws `InvalidValue` when it cannot be sent. */
export const readTyped = (typed: unknown, field: Field): { readonly value: unknown; readonly parsed: unknown } => {
  const read = readDraft(typed, field);
  const empty = isEmptyValue(read) && !Array.isArray(read);
  if (empty && field.required) throw new InvalidValue('is required');
  return empty ? { value: null, parsed: null } : { value: read, parsed: field.kind.parse(read, field) };
};
