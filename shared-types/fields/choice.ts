import { fold, searchable } from '#shared/fold.ts';
import { leastItems } from './empty-value.ts';
import {
  InvalidValue,
  factory,
  type Choice,
  type Field,
  type FieldData,
  type FieldOptions,
  type Kind,
} from './field.ts';
import { equality, membership } from './operators.ts';

const values = (field: FieldData): string[] => (field.choices ?? []).map((choice) => choice.value);

const parseChoice = (input: unknown, field: FieldData): string => {
  if (typeof input !== 'string' || !values(field).includes(input)) {
    throw new InvalidValue(`should be one of: ${values(field).join(', ')}`);
  }
  return input;
};

/** People write the label, the value, or either in their own capitals. */
const scanChoice = (text: string, field: FieldData): string => {
  const plain = (s: string): string =>
    fold(s)
      .replaceAll(/[\s_-]+/g, ' ')
      .trim();
  const wanted = plain(text);
  return (
    (field.choices ?? []).find((c) => plain(c.label) === wanted || plain(c.value) === wanted)?.value ?? text.trim()
  );
};

const labelOf = (value: string, field: FieldData): string =>
  field.choices?.find((choice) => choice.value === value)?.label ?? value;

const choiceKind: Kind<string> = {
  name: 'choice',
  operators: equality,
  facet: 'value',
  parse: parseChoice,
  parseText: scanChoice,
  formatText: labelOf,
  // Choices sort in the order in which they are defined, not by their letters.
  sortKey: (value, field) => values(field).indexOf(value) + 1,
  schema: (field) => ({ type: 'string', enum: values(field) }),
};

/** Semicolons part words that hold commas; where there are none, commas do. */
const wordsIn = (text: string): string[] =>
  text
    .split(text.includes(';') ? ';' : /[,|\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

const multiChoiceKind: Kind<readonly string[]> = {
  name: 'multiChoice',
  operators: membership,
  isList: true,
  parse: (input, field) => {
    if (!Array.isArray(input)) throw new InvalidValue('should be a list');
    if (input.length > (field.max ?? 50)) throw new InvalidValue(`should have at most ${field.max ?? 50} entries`);
    if (field.choices) {
      const chosen = new Set(input.map((item) => parseChoice(item, field)));
      return values(field).filter((value) => chosen.has(value));
    }
    return withoutDoubles(input.map(parseTag)).toSorted();
  },
  parseText: (text, field) => wordsIn(text).map((part) => (field.choices ? scanChoice(part, field) : part)),
  formatText: (value, field) => {
    const words = value.map((item) => labelOf(item, field));
    // One word alone that holds a comma would come back as two.
    return words.length === 1 && /[,|\n]/.test(words[0] ?? '') ? `${words[0]};` : words.join('; ');
  },
  sortKey: (value) => value.length,
  schema: (field) => ({
    type: 'array',
    ...leastItems(field),
    items: field.choices ? { type: 'string', enum: values(field) } : { type: 'string' },
  }),
  searchText: (value) => value.map(searchable).join('\n'),
};

/** Tags that a search cannot tell apart are one: the first is kept. */
const withoutDoubles = (tags: readonly string[]): string[] => {
  const kept = new Map<string, string>();
  for (const tag of tags) if (!kept.has(fold(tag))) kept.set(fold(tag), tag);
  return [...kept.values()];
};

const parseTag = (input: unknown): string => {
  if (typeof input !== 'string' || /[;\u0000]|\p{Surrogate}/u.test(input))
    throw new InvalidValue('should be a list of words');
  const tag = input.trim();
  if (tag === '' || tag.length > 60) throw new InvalidValue('should be words of 1 to 60 characters');
  return tag;
};

type ChoiceOptions<C> = Omit<FieldOptions, 'choices'> & { readonly choices: C };
type ChoiceField<C extends readonly Choice[], R extends boolean> = Field<C[number]['value'], R> & {
  readonly choices: C;
};

type ChoiceFactory = {
  /** Where a tenant may add to them, a value is not one of the product's only. */
  <const C extends readonly Choice[]>(
    options: ChoiceOptions<C> & { readonly tailorable: true; readonly required: true },
  ): Field<string, true> & { readonly choices: C };
  <const C extends readonly Choice[]>(
    options: ChoiceOptions<C> & { readonly tailorable: true },
  ): Field<string, false> & { readonly choices: C };
  <const C extends readonly Choice[]>(options: ChoiceOptions<C> & { readonly required: true }): ChoiceField<C, true>;
  <const C extends readonly Choice[]>(options: ChoiceOptions<C>): ChoiceField<C, false>;
};

/** One of a closed list. */
export const choice = factory(choiceKind) as unknown as ChoiceFactory;

/** Several of a closed list, or, without `choices`, free words (tags). */
export const multiChoice = factory(multiChoiceKind);
