import { inScope } from '#shared/access.ts';
import type { Catalog } from '#shared/catalog.ts';
import { collection, type AnyRecord, type Collection } from '#shared/collection.ts';
import { customFieldName, customKinds, customKindsWithOptions, nameForLabel } from '#shared/custom-field.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { choices } from '#shared/fields/choices.ts';
import type { Choice } from '#shared/fields/field.ts';
import { number } from '#shared/fields/number.ts';
import { text } from '#shared/fields/text.ts';
import { fold } from '#shared/fold.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { canBeTailored, readersCollections } from '#shared/tailoring.ts';
import { tailoredByAdmins } from './access.ts';

const hasOptions = (kind: string): boolean => customKindsWithOptions.includes(kind);

/** Each is sent to everyone who works here, and is looked at with every record that is written. */
const mostFields = 200;
const lastPosition = 9_999;
const longestName = 40;

/**
 * Fields that a tenant adds to a collection of the product. Never deleted: retired, and their values are kept. People
 * read those of the records that they see whole; what the labels of the others say is not for them.
 */
export const customFieldsOf = (product: () => readonly Collection[]) =>
  collection({
    name: 'customFields',
    label: { one: 'Custom field', many: 'Custom fields' },
    suites: ['dental', 'general'],
    icon: 'text-cursor-input',
    supporting: true,
    fields: {
      collection: choice({
        label: 'Records',
        required: true,
        help: 'Which records get the field. It cannot be changed later.',
        choices: [] as readonly Choice[],
        choicesOf: (all) =>
          (all as readonly Collection[])
            .filter(canBeTailored)
            .map(({ name, label }) => ({ value: name, label: label.many })),
      }),
      label: text({
        label: 'Label',
        required: true,
        max: 60,
        search: true,
        help: 'What people read beside the field.',
      }),
      kind: choice({
        label: 'Kind',
        required: true,
        help: 'What the field holds. It cannot be changed later.',
        choices: customKinds,
      }),
      options: choices({
        label: 'Options',
        help: 'What can be chosen, in this order. An option that records hold is retired, not removed.',
        shownWhen: { field: 'kind', in: customKindsWithOptions },
      }),
      required: boolean({
        label: 'Required',
        required: true,
        default: false,
        help: 'Asked of every new record. Records from before can be worked on without it.',
      }),
      help: text({ label: 'Help text', max: 200, help: 'One line below the field in forms.' }),
      section: text({
        label: 'Section',
        max: 40,
        help: 'The heading under which the field stands; “More” when empty.',
      }),
      position: number({
        label: 'Position',
        integer: true,
        min: 1,
        max: lastPosition,
        help: 'Small numbers come first.',
      }),
      inList: boolean({ label: 'Shown in lists', required: true, default: true }),
      active: boolean({
        label: 'In use',
        required: true,
        default: true,
        help: 'A field that is not in use is hidden everywhere. Its values are kept, and come back with it.',
      }),
      name: text({
        label: 'Name in the API',
        max: longestName,
        help: 'Follows from the label when empty. It cannot be changed later.',
      }),
    },
    title: ['label'],
    scopes: [{ name: 'reader', by: { field: 'collection', heldBy: (actor) => readersCollections(actor, product()) } }],
    access: tailoredByAdmins({ create: true, view: inScope('reader') }),
    unique: [['collection', 'name']],
    sorts: [
      { label: 'Label', by: ['label'] },
      { label: 'Newest', by: ['createdAt'], descending: true },
    ],
    filters: ['collection', 'active'],
    list: ['label', 'collection', 'kind', 'required', 'inList', 'active'],
    form: [
      { title: 'Field', fields: ['collection', 'label', 'kind', 'options', 'required'] },
      { title: 'Where it stands', fields: ['section', 'position', 'inList', 'help', 'active'] },
      { title: 'For programs', fields: ['name'] },
    ],
    derive: (next, previous, { catalog }) => {
      if (previous) return {};
      // A label that is missing is refused later.
      const label = (next.label as string | null) ?? '';
      const others = othersOf(next, catalog);
      return {
        name: next.name ?? freeName(nameForLabel(label), new Set(others.map((field) => field['name']))),
        position:
          next.position ??
          Math.min(lastPosition, 1 + Math.max(0, ...others.map((field) => Number(field['position'] ?? 0)))),
      };
    },
    check: (next, previous, { catalog }) => {
      if (next.deletedAt) throw new Refusal('FORBIDDEN', retireInstead, { field: 'active' });
      if (!previous && othersOf(next, catalog).length >= mostFields)
        throw invalid(
          'collection',
          `These records have ${mostFields} custom fields, which is the most; those that are not in use count. Change one of them.`,
        );
      if (next.active && !(previous?.active && previous.label === next.label)) refuseSameLabel(next, catalog);
      if (!next.name || !/^[a-z][a-zA-Z0-9]*$/.test(next.name))
        throw invalid(
          'name',
          'The name in the API takes letters and digits, a small letter first, like insuranceName.',
        );
      for (const fixed of ['collection', 'name', 'kind'] as const)
        if (previous && next[fixed] !== previous[fixed]) throw invalid(fixed, staysAsItIs[fixed]);
      if (!hasOptions(next.kind)) {
        if (next.options !== null) throw invalid('options', 'Only a field of choices has options.');
        return;
      }
      if (next.options === null) throw invalid('options', 'A field of choices needs at least one option.');
      if (next.options.every((option) => option.retired))
        throw invalid('options', 'At least one option has to be in use.');
      const gone = previous?.options?.find(({ value }) => !next.options?.some((option) => option.value === value));
      if (gone) throw invalid('options', `Records may hold "${gone.label}". Retire it instead of removing it.`);
    },
  });

type Named = { readonly id: string; readonly collection: string; readonly name: string | null; readonly label: string };

/** The tenant's other fields of the same records, also those that are not in use. */
const othersOf = ({ id, collection: of }: Pick<Named, 'id' | 'collection'>, catalog: Catalog): readonly AnyRecord[] =>
  [...(catalog.tailoring['customFields']?.values() ?? [])].filter(
    (field) => field['collection'] === of && field.id !== id,
  );

/** Two columns of one name: people mix them up, and an import cannot read what an export wrote. */
const refuseSameLabel = ({ collection: of, name, label }: Named, catalog: Catalog): void => {
  const same = Object.entries(catalog.named(of)?.fields ?? {}).find(
    ([each, field]) => each !== customFieldName(name ?? '') && fold(field.label) === fold(label),
  );
  if (same) throw invalid('label', `There is a field called "${same[1].label}" already. Choose another label.`);
};

const retireInstead = 'A custom field is not deleted. Take it out of use: its values are kept, and it can come back.';

const staysAsItIs = {
  collection: 'A field stays with its records. Add another field instead.',
  name: 'The name in the API stays as it is, for programs use it. Change the label instead.',
  kind: 'The kind stays as it is, for records hold values of it. Add another field instead.',
};

const freeName = (wanted: string, taken: ReadonlySet<unknown>): string => {
  const plain = wanted || 'field';
  for (let n = 1; ; n++) {
    const name = n === 1 ? plain : `${plain.slice(0, longestName - `${n}`.length)}${n}`;
    if (!taken.has(name)) return name;
  }
};
