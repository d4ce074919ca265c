import { fold } from '#shared/fold.ts';
import { withoutMarks } from '#shared/written/marks.ts';
import { InvalidValue, cleanString, factory, tones, type Choice, type FieldData, type Tone } from './field.ts';
import { presence } from './operators.ts';

const mostChoices = 200;
const longestLabel = 60;
const valueShape = /^\w[\w-]{0,59}$/;

/** What is stored of a choice called so: `Word of mouth` → `word_of_mouth`. Other scripts get a number. */
const valueFor = (label: string, taken: ReadonlySet<string>): string => {
  const plain =
    fold(label)
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 50) || 'choice';
  for (let n = 1; ; n++) {
    const value = n === 1 ? plain : `${plain}_${n}`;
    if (!taken.has(value)) return value;
  }
};

const isObject = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

const known = ['value', 'label', 'tone', 'means', 'retired'];

const labelOf = (input: unknown): string => {
  const label = withoutMarks(cleanString(input, 'a list of choices, each with a label'))
    .replaceAll(/\s+/gu, ' ')
    .trim();
  if (label === '' || label.length > longestLabel)
    throw new InvalidValue(`needs a label of 1 to ${longestLabel} characters for each choice`);
  return label;
};

const toneOf = (input: unknown): Tone => {
  if (!(tones as readonly unknown[]).includes(input))
    throw new InvalidValue(`should have a colour of: ${tones.join(', ')}`);
  return input as Tone;
};

const meaningOf = (input: unknown): string => {
  if (typeof input !== 'string' || !valueShape.test(input)) throw new InvalidValue('has a meaning that is not known');
  return input;
};

const parseChoices = (input: unknown, field: FieldData): readonly Choice[] => {
  const most = field.max ?? mostChoices;
  if (!Array.isArray(input) || input.length === 0 || input.length > most)
    throw new InvalidValue(`should be a list of 1 to ${most} choices`);
  const given = input.map((one: unknown) => (typeof one === 'string' ? { label: one } : one));
  const values = new Set<string>();
  for (const one of given) {
    if (!isObject(one)) throw new InvalidValue('should be a list of choices, each {"label": "As people read it"}');
    const strange = Object.keys(one).find((name) => !known.includes(name));
    if (strange !== undefined)
      throw new InvalidValue(`has a choice with "${strange.slice(0, 40)}", which is not known`);
    const { value } = one;
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string' || !valueShape.test(value))
      throw new InvalidValue('takes letters, digits, hyphens and underscores as a stored value, at most 60');
    if (values.has(value)) throw new InvalidValue(`has two choices that are stored as "${value}"`);
    values.add(value);
  }
  return given.map((one): Choice => {
    const { value, label: typed, tone, means, retired } = one as Readonly<Record<string, unknown>>;
    const label = labelOf(typed);
    const stored = typeof value === 'string' && value !== '' ? value : valueFor(label, values);
    values.add(stored);
    // In the order in which PostgreSQL keeps the names of a jsonb: equal lists are then equal texts.
    return {
      ...(tone === undefined || tone === null || tone === '' ? {} : { tone: toneOf(tone) }),
      label,
      ...(means === undefined || means === null || means === '' ? {} : { means: meaningOf(means) }),
      value: stored,
      ...(retired === true ? { retired: true } : {}),
    };
  });
};

/** Two choices read alike. Those that are stored so already may stay: a newer rule must not keep people from saving. */
const refuseDoubles = (given: readonly Choice[], current: readonly Choice[]): void => {
  const kept = new Map(current.map(({ value, label }) => [value, label]));
  const isKept = ({ value, label }: Choice): boolean => kept.get(value) === label;
  for (const alike of Map.groupBy(given, ({ label }) => fold(label)).values()) {
    const added = alike.find((one) => !isKept(one));
    if (alike.length > 1 && added) throw new InvalidValue(`has two choices called "${added.label}"`);
  }
};

/** The choices of a field, in order: what people read, what is stored for each, and which are used no longer. */
export const choices = factory<readonly Choice[]>({
  name: 'choices',
  operators: presence,
  samples: () => [
    [{ label: 'Gold', value: 'gold' }],
    [
      { tone: 'blue', label: 'Silver', value: 'silver' },
      { label: 'Bronze', value: 'bronze', retired: true },
    ],
  ],
  parse: parseChoices,
  merge: (given, current) => {
    const list = given as readonly Choice[];
    refuseDoubles(list, Array.isArray(current) ? (current as readonly Choice[]) : []);
    return list;
  },
  // What an export wrote, or just the labels: `Gold; Silver`.
  parseText: (text) => {
    if (text.trimStart().startsWith('[')) {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new InvalidValue('should be a list of choices, like Gold; Silver');
      }
    }
    return text
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean);
  },
  formatText: (value) => JSON.stringify(value),
  sortKey: (value) => value.length,
  schema: (field) => ({
    type: 'array',
    minItems: 1,
    maxItems: field.max ?? mostChoices,
    items: {
      type: 'object',
      required: ['label'],
      properties: {
        value: { type: 'string', description: 'What is stored. Left out, it follows from the label.' },
        label: { type: 'string', maxLength: longestLabel },
        tone: { type: 'string', enum: [...tones] },
        means: { type: 'string', description: 'What rules take it for, where the field has such meanings.' },
        retired: { type: 'boolean', description: 'Kept by the records that have it, offered to none.' },
      },
    },
  }),
});
