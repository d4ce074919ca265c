import { everything, everywhere } from '#shared/access.ts';
import { choicesIn, type Catalog } from '#shared/catalog.ts';
import { collection, type Collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import type { Choice } from '#shared/fields/field.ts';
import { text } from '#shared/fields/text.ts';
import { fold } from '#shared/fold.ts';
import { invalid } from '#shared/refusal.ts';
import { choiceFieldsOf, importedWordsName } from '#shared/csv/imported-words.ts';

const mayChange = { view: everywhere, create: everywhere, update: everywhere, delete: everywhere } as const;

/** What a word in files means that is none of a field's choices: asked once, and known from then on. */
export const importedWords = collection({
  name: importedWordsName,
  label: { one: 'Imported word', many: 'Imported words' },
  suites: ['dental', 'general'],
  icon: 'book-a',
  supporting: true,
  fields: {
    word: text({ label: 'Word in files', required: true, max: 120, search: true }),
    field: choice({
      label: 'Field',
      required: true,
      choices: [] as readonly Choice[],
      choicesOf: (all) => choiceFieldsOf(all as readonly Collection[]),
    }),
    meaning: text({
      label: 'Means',
      max: 60,
      choiceIn: 'field',
      help: 'A choice of that field. Empty: the field is left empty.',
    }),
  },
  title: ['word'],
  scopes: [],
  access: { super_admin: everything, owner: everything, admin: mayChange, manager: mayChange },
  unique: [['field', 'word']],
  sorts: [{ label: 'Word', by: ['word'] }],
  filters: ['field'],
  list: ['word', 'field', 'meaning'],
  form: [{ title: 'Word', fields: ['word', 'field', 'meaning'] }],
  derive: (next, _previous, { catalog }) => {
    const meant = choicesAt(catalog, next.field).find(({ label }) => fold(label) === fold(next.meaning ?? ''));
    // However it is spelt, it is one word; a choice keeps its value when it is renamed.
    return { ...(next.word ? { word: fold(next.word) } : {}), ...(meant ? { meaning: meant.value } : {}) };
  },
  check: (next, previous, { catalog }) => {
    if (next.meaning === null || (next.meaning === previous?.meaning && next.field === previous.field)) return;
    const choices = choicesAt(catalog, next.field);
    if (choices.some(({ value }) => value === next.meaning)) return;
    const labels = choices.flatMap(({ label, retired }) => (retired ? [] : [label]));
    throw invalid('meaning', `Means should be empty or a choice of the field: ${labels.join(', ')}.`);
  },
});

/** The choices of a field by its path, `leads.source`; none where a new word has no field yet. */
const choicesAt = (catalog: Catalog, path: string | undefined): readonly Choice[] => {
  const [collection = '', field = ''] = path?.split('.') ?? [];
  return choicesIn(catalog, collection, field);
};
