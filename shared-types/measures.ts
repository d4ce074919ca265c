import { fieldOf, type Collection } from './collection.ts';
import type { Field } from './fields/field.ts';
import { invalid } from './refusal.ts';

const buckets = ['day', 'week', 'month'] as const;
export type Bucket = (typeof buckets)[number];

/** What records are counted by: a field, or, for dates, the day, week or month that they lie in. */
export type Group = { readonly name: string; readonly field: Field; readonly bucket: Bucket | null };

const measureNames = ['sum', 'avg', 'min', 'max'] as const;

/** What is worked out of a field for each group. */
export type Measure = { readonly of: (typeof measureNames)[number]; readonly name: string; readonly field: Field };

const mostMeasures = 6;

const oneOf = <T extends string>(known: readonly T[], word: string): T | undefined => known.find((one) => one === word);

/** `stage`, `closeDate`, `closeDate:month`. Throws VALIDATION_ERROR for what records cannot be counted by. */
export const parseGroup = (text: string, definition: Collection): Group => {
  const [name = '', word] = text.split(':', 2);
  const field = fieldOf(definition, name);
  const bucket = word === undefined ? null : oneOf(buckets, word);
  if (!field || (bucket === null ? !field.kind.facet : !field.kind.calendar))
    throw invalid('by', `Records cannot be counted by "${text.slice(0, 60)}".`);
  if (bucket === undefined)
    throw invalid('by', `${field.label} is counted by ${buckets.map((one) => `"${name}:${one}"`).join(', ')}.`);
  return { name, field, bucket };
};

/** `sum:amount`. Throws VALIDATION_ERROR for what has no such measure. */
const parseMeasure = (text: string, definition: Collection): Measure => {
  const [word = '', name = ''] = text.split(':', 2);
  const of = oneOf(measureNames, word);
  const field = fieldOf(definition, name);
  if (!of || !field?.kind.sum)
    throw invalid(
      'measures',
      `There is no "${text.slice(0, 60)}" here: a measure is sum, avg, min or max of a number, like "sum:amount".`,
    );
  return { of, name, field };
};

/**
 * The measures that are asked for, for these groups. Throws VALIDATION_ERROR, also where amounts of several currencies
 * would become one number: 100 dollars and 100 rupees are no sum.
 */
export const parseMeasures = (
  texts: readonly string[],
  groups: readonly Group[],
  definition: Collection,
): readonly Measure[] => {
  if (texts.length > mostMeasures)
    throw invalid('measures', `At most ${mostMeasures} measures are worked out at once.`);
  return texts.map((text) => {
    const measure = parseMeasure(text, definition);
    const { currencyField } = measure.field;
    if (currencyField && !groups.some(({ name }) => name === currencyField))
      throw invalid(
        'measures',
        `${measure.field.label} may be in several currencies, which do not add up: put "${currencyField}" into "by" too.`,
      );
    return measure;
  });
};
