import fc from 'fast-check';
import { fieldEntries, fieldOf, type Collection } from '#shared/collection.ts';
import { isMissing } from '#shared/fields/empty-value.ts';
import type { Field } from '#shared/fields/field.ts';
import type { Op } from '#shared/fields/operators.ts';
import type { Filter } from '#shared/filter.ts';

const ids = [
  '01a1fd86-94e1-72b8-b9df-000000000001',
  '01a1fd86-94e1-72b8-b9df-000000000002',
  '01a1fd86-94e1-72b8-b9df-000000000003',
];
const texts = [
  'Ravi',
  'RAVI kumar',
  'முருகன்',
  'मीरा',
  'José',
  'jose',
  'ΌΔΟΣ',
  'straße',
  'İzmir',
  '100%',
  'a_b',
  String.raw`a\b`,
  '🦷 tooth',
  'z',
  'Z',
  '',
  'ﬁx',
];
const days = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-12-31'];

/** Values that a field of this kind may hold, few enough that filters meet them. Null for those that may be empty. */
export const valueOf = (field: Field): fc.Arbitrary<unknown> => {
  const present = presentValue(field);
  return field.required
    ? present.filter((value) => !isMissing(value, field))
    : fc.option(present, { freq: 3, nil: null });
};

const presentValue = (field: Field): fc.Arbitrary<unknown> => {
  const letters = fc.oneof(fc.constantFrom(...texts), fc.string({ maxLength: 6 }));
  const phrase = fc
    .array(letters, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(' ').replaceAll(/\s+/gu, ' ').trim() || 'x');
  switch (field.kind.name) {
    case 'id':
    case 'link':
      return fc.constantFrom(...ids);
    case 'links':
      return fc.subarray(ids);
    case 'text':
    case 'longText':
      return phrase.map((value) => value.slice(0, field.max ?? 200).trim() || 'x');
    case 'phone':
      return fc.constantFrom('+919843012345', '+919843012346', '+971501234567');
    case 'email':
      return fc.constantFrom('ana@example.com', 'ben@example.in', 'a_b%c@example.org');
    case 'number':
      return field.integer
        ? fc.integer(fewWithin(field, -5))
        : fc.double({ ...fewWithin(field, -3), noNaN: true }).map((n) => n + 0);
    case 'money':
      return fc.integer(fewWithin(field, 0));
    case 'choice':
      return fc.constantFrom(...(field.choices ?? []).map((choice) => choice.value));
    case 'multiChoice':
      return fc.subarray(field.choices?.map((choice) => choice.value) ?? ['alpha', 'beta', 'gamma']);
    case 'boolean':
      return fc.boolean();
    case 'date':
      return fc.constantFrom(...days);
    case 'dateTime':
      return fc
        .constantFrom(...days)
        .chain((day) =>
          fc.constantFrom('T00:00:00.000Z', 'T18:30:00.000Z', 'T18:29:59.999Z').map((time) => `${day}${time}`),
        );
    case 'choices':
      return fc.constantFrom(
        [{ label: 'Gold', value: 'gold' }],
        [
          { tone: 'blue', label: 'Silver', value: 'silver' },
          { label: 'Bronze', value: 'bronze', retired: true },
        ],
      );
    case 'json':
      return fc.constantFrom({}, { a: 1 }, [1]);
    default:
      return fc.constantFrom(...samplesOf(field));
  }
};

/** Of a kind that is not among the ones above: what it says of itself. */
const samplesOf = (field: Field): readonly unknown[] => {
  const samples = field.kind.samples?.(field) ?? [];
  if (samples.length === 0) throw new Error(`the kind ${field.kind.name} gives no samples`);
  return samples;
};

/** Ten numbers that the field takes, from `start` on where it takes that. */
const fewWithin = ({ min = -Infinity, max = Infinity }: Field, start: number): { min: number; max: number } => {
  const least = Math.min(Math.max(min, start), max);
  return { min: least, max: Math.min(max, least + 10) };
};

/** What one compares a field with need not be what it may hold: its bounds are about storing. */
const unbounded = ({ min: _min, max: _max, ...field }: Field): Field => field;

const operand = (field: Field, op: Op): fc.Arbitrary<unknown> => {
  const words = field.kind.relative?.examples;
  const asked = presentValue(unbounded(field));
  const one = words ? fc.oneof(asked, fc.constantFrom(...words)) : asked;
  if (op === 'in' || op === 'notIn') return fc.array(one, { maxLength: 3 });
  if (op === 'has') return presentValue(field).map((items) => (items as readonly unknown[]).slice(0, 1));
  if (op === 'contains' || op === 'startsWith')
    return fc.oneof(fc.constantFrom(...texts.filter(Boolean)), fc.string({ maxLength: 2 }));
  return one;
};

/** The system's fields too, where they are asked for. */
const named = (definition: Collection, names: readonly string[]): [string, Field][] =>
  names.flatMap((name) => {
    const field = fieldOf(definition, name);
    return field ? [[name, field] as [string, Field]] : [];
  });

const conditionOf = (definition: Collection, names?: readonly string[]): fc.Arbitrary<Filter> =>
  fc
    .constantFrom(...(names ? named(definition, names) : fieldEntries(definition)))
    .chain(([name, field]) =>
      fc
        .constantFrom(...field.kind.operators)
        .chain((op): fc.Arbitrary<Filter> =>
          op === 'empty' || op === 'notEmpty'
            ? fc.constant({ field: name, op })
            : operand(field, op).map((value) => ({ field: name, op, value })),
        ),
    );

/** Any filter that the language can say about a collection, or, with names, any condition on those fields. */
export const filterOf = (definition: Collection, names?: readonly string[]): fc.Arbitrary<Filter> =>
  names ? conditionOf(definition, names) : anyFilter(definition);

const anyFilter = (definition: Collection): fc.Arbitrary<Filter> =>
  fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      conditionOf(definition),
      fc.constantFrom(...texts, '98430', '+91 98430').map((search) => ({ search })),
      fc.array(tie('filter'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('filter'), { maxLength: 3 }).map((any) => ({ any })),
      tie('filter').map((not) => ({ not })),
    ),
  })).filter;

/** A whole record's values. */
export const valuesOf = (definition: Collection): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(fieldEntries(definition).map(([name, field]) => [name, valueOf(field)])));
