import { fieldEntries, type Collection } from '#shared/collection.ts';
import type { Choice } from '#shared/fields/field.ts';

/** The collection that holds what words in files mean. */
export const importedWordsName = 'importedWords';

/** How a field is named there: `leads.source`. */
export const pathOfField = (definition: Pick<Collection, 'name'>, field: string): string =>
  `${definition.name}.${field}`;

/** The fields whose choices a word of a file may stand for, by path. */
export const choiceFieldsOf = (collections: readonly Collection[]): readonly Choice[] =>
  collections
    .filter(({ internal, name }) => internal !== true && name !== importedWordsName)
    .flatMap((definition) =>
      fieldEntries(definition)
        .filter(([, field]) => field.choices !== undefined && !field.readOnly)
        .map(([name, { label }]) => ({
          value: pathOfField(definition, name),
          label: `${definition.label.one} ${label.toLowerCase()}`,
        })),
    );
