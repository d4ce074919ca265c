import { InvalidValue, type Field } from '#shared/fields/field.ts';
import { isEmptyValue } from '#shared/fields/empty-value.ts';
import { readDraft } from '#client/fields/known-views.ts';

/** What is typed as it would be kept; null while it is none. */
export const parsedDraft = (draft: unknown, field: Field): unknown => {
  if (isEmptyValue(draft)) return null;
  try {
    return field.kind.parse(readDraft(draft, field), field);
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
};
