import { everything, everywhere } from '#shared/access.ts';
import { collection, type Collection } from '#shared/collection.ts';
import { choice } from '#shared/fields/choice.ts';
import type { Choice } from '#shared/fields/field.ts';
import { text } from '#shared/fields/text.ts';
import { fold } from '#shared/fold.ts';
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
      help: 'What is stored for the choice that the word stands for. Empty: the field is left empty.',
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
  // However it is spelt, it is one word.
  derive: (next) => (next.word ? { word: fold(next.word) } : {}),
});
