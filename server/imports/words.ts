import type { ImportQuestion } from '#shared/csv/imports.ts';
import { fold } from '#shared/fold.ts';
import type { UnknownWord } from './reading.ts';

/** How many different words are asked about; a column of free text is not a list of choices. */
const most = 100;

export type WordTally = {
  readonly add: (words: readonly UnknownWord[]) => void;
  readonly questions: () => readonly ImportQuestion[];
};

/** Counts the rows of each word that is none of its field's choices, however it is spelt. */
export const wordTally = (): WordTally => {
  const seen = new Map<string, { readonly field: string; readonly word: string; rows: number }>();
  return {
    add: (words) => {
      for (const { field, word } of words) {
        const key = `${field}/${fold(word)}`;
        const there = seen.get(key);
        if (there) there.rows += 1;
        else if (seen.size < most) seen.set(key, { field, word: word.slice(0, 120), rows: 1 });
      }
    },
    questions: () =>
      [...seen.values()]
        .toSorted((a, b) => b.rows - a.rows)
        .map(({ field, word, rows }) => ({ kind: 'word', field, word, rows })),
  };
};
