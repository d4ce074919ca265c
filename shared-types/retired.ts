import type { Collection, Patch } from './collection.ts';
import { isCustomName } from './custom-field.ts';
import type { Choice, Field } from './fields/field.ts';

/** The choice of a field that a value names, where no record is given it any more. */
export const retiredChoice = ({ choices = [] }: Pick<Field, 'choices'>, value: unknown): Choice | undefined =>
  choices.find((choice) => choice.retired && choice.value === value);

/**
 * The values that a record can be given now: without those of fields that the tenant took out of use, and without
 * choices that it retired. For what was written down before, such as a file that is being imported.
 */
export const withoutRetired = ({ fields }: Collection, values: Patch): Patch =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      const field = fields[name];
      if (!field) return isCustomName(name) ? [] : [[name, value]];
      if (!Array.isArray(value)) return retiredChoice(field, value) ? [] : [[name, value]];
      const kept = value.filter((item) => !retiredChoice(field, item));
      return kept.length === 0 && value.length > 0 ? [] : [[name, kept]];
    }),
  );
