import type { Collection, Patch } from './collection.ts';
import { isCustomName } from './custom-field.ts';
import type { Choice, Field } from './fields/field.ts';

/** The choice of a field that a value names, where no record is given it any more. */
export const retiredChoice = ({ choices = [] }: Pick<Field, 'choices'>, value: unknown): Choice | undefined =>
  choices.find((choice) => choice.retired && choice.value === value);

/** What was left out of values: a field that the tenant took out of use, or, with `choice`, one that it retired. */
export type LeftOut = { readonly field: string; readonly choice: string | null };

/**
 * The values that a record can be given now: without those of fields that the tenant took out of use, and without
 * choices that it retired. For what was written down before, such as a file that is being imported. A field that a new
 * record needs keeps its choice: the refusal then names that one, and does not say that there is none.
 */
export const withoutRetired = (
  { fields }: Collection,
  values: Patch,
): { readonly inUse: Patch; readonly leftOut: readonly LeftOut[] } => {
  const inUse: [string, unknown][] = [];
  const leftOut: LeftOut[] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = fields[name];
    if (!field) {
      if (isCustomName(name)) leftOut.push({ field: name, choice: null });
      else inUse.push([name, value]);
      continue;
    }
    const items: readonly unknown[] = [value].flat();
    const kept = items.filter((item) => !retiredChoice(field, item));
    const isKept = kept.length === items.length || (kept.length === 0 && isNeeded(field));
    if (isKept) inUse.push([name, value]);
    else if (kept.length > 0) inUse.push([name, kept]);
    const retired = isKept ? [] : items.flatMap((item) => retiredChoice(field, item) ?? []);
    leftOut.push(...retired.map((choice) => ({ field: name, choice: choice.value })));
  }
  return { inUse: Object.fromEntries(inUse), leftOut };
};

const isNeeded = (field: Field): boolean => field.required && field.default === undefined;
