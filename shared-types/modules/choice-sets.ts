import { inScope } from '#shared/access.ts';
import { collection, type Collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import { choices } from '#shared/fields/choices.ts';
import type { Choice } from '#shared/fields/field.ts';
import { text } from '#shared/fields/text.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { readersChoices, tailorableFields } from '#shared/tailoring.ts';
import { tailoredByAdmins } from './access.ts';

const nameOf = (definition: Collection, field: string): string =>
  `${definition.label.one} ${(definition.fields[field]?.label ?? field).toLowerCase()}`;

/**
 * A tenant's own words, order, colours and additions for the choices of a field. There is one for each field that
 * allows it, made with the tenant; a choice that the product's rules know keeps what is stored for it. People read those
 * of the fields that they see.
 */
export const choiceSetsOf = (product: () => readonly Collection[]) =>
  collection({
    name: 'choiceSets',
    label: { one: 'Choice set', many: 'Choices' },
    suites: ['dental', 'general'],
    icon: 'list-checks',
    supporting: true,
    fields: {
      label: text({ label: 'Field', required: true, readOnly: true, search: true }),
      field: choice({
        label: 'Name in the API',
        required: true,
        choices: [] as readonly Choice[],
        choicesOf: (all) =>
          tailorableFields(all as readonly Collection[]).map(({ path }) => ({ value: path, label: path })),
      }),
      choices: choices({
        label: 'Choices',
        required: true,
        help: 'In the order in which they are offered. A choice that is retired stays on the records that have it.',
      }),
    },
    title: ['label'],
    scopes: [{ name: 'reader', by: { field: 'field', heldBy: (actor) => readersChoices(actor, product()) } }],
    access: tailoredByAdmins({ create: false, view: inScope('reader') }),
    unique: [['field']],
    sorts: [{ label: 'Field', by: ['label'] }],
    filters: [],
    list: ['label', 'choices'],
    form: [{ title: 'Choices', fields: ['choices'] }],
    derive: (next, previous, { catalog }) => {
      const target = tailorableFields(catalog.collections).find(({ path }) => path === next.field);
      return previous || !target ? {} : { label: nameOf(target.definition, target.name) };
    },
    check: (next, previous, { catalog }) => {
      if (next.deletedAt) throw new Refusal('FORBIDDEN', 'Choices are not deleted. Retire those that are not used.');
      if (previous && next.field !== previous.field) throw invalid('field', 'Choices stay with their field.');
      if (next.choices.every(({ retired }) => retired))
        throw invalid('choices', 'At least one choice has to be in use.');
      const moved = previous?.choices.find((one) =>
        next.choices.some(({ value, means }) => value === one.value && means !== one.means),
      );
      if (moved)
        throw invalid(
          'choices',
          `What "${moved.label}" means stays, for records were decided by it. Add another choice.`,
        );
      const kept = new Set(next.choices.map(({ value }) => value));
      const gone = previous?.choices.find(({ value }) => !kept.has(value));
      if (gone) throw invalid('choices', `Records may hold "${gone.label}". Retire it instead of removing it.`);
      const target = tailorableFields(catalog.collections).find(({ path }) => path === next.field);
      const field = target?.definition.fields[target.name];
      if (field) refuseMeanings(next.choices, field.choices ?? []);
      refuseLostMeaning(next.choices, field?.choices ?? []);
      const needed = next.choices.find(({ value, retired }) => retired && value === field?.default);
      if (needed) throw invalid('choices', `New records start as "${needed.label}": it cannot be retired.`);
    },
  });

/** Where rules ask what a choice means, each has one of the meanings that the product's own have. */
const refuseMeanings = (given: readonly Choice[], product: readonly Choice[]): void => {
  const meanings = new Set(product.flatMap(({ means }) => means ?? []));
  for (const { label, means } of given) {
    if (meanings.size === 0 ? means !== undefined : !meanings.has(means ?? ''))
      throw invalid(
        'choices',
        meanings.size === 0
          ? `"${label}" has a meaning, and choices of this field have none.`
          : `Say what "${label}" means: ${[...meanings].join(', ')}.`,
      );
  }
};

/** Rules need a choice of each meaning: where none that means "won" can be chosen, no deal can be won. */
const refuseLostMeaning = (given: readonly Choice[], before: readonly Choice[]): void => {
  const named = new Set(given.map(({ value }) => value));
  // What a newer product has beside them is offered too.
  const after = [...given, ...before.filter(({ value }) => !named.has(value))];
  const inUse = new Set(after.flatMap(({ means, retired }) => (retired ? [] : [means])));
  const last = before.find(({ means, retired }) => means !== undefined && !retired && !inUse.has(means));
  if (last)
    throw invalid(
      'choices',
      `"${last.label}" is the last choice in use that means "${last.means}". Add another one before you retire it.`,
    );
};
