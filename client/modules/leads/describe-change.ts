import { lettersOf } from '#client/lib/format.ts';

type Named = { readonly name: string };

/** Two lines on a phone, with "Undo" beside them. */
const longest = 28;

/** A name as a message says it: cut where it would fill the message. */
export const shortName = ({ name }: Named): string => {
  const letters = lettersOf(name);
  return letters.length > longest
    ? `${letters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
    : name;
};

/** What a change is called in its message and beside "Undo": whose lead, then what. */
export const describeChange = (lead: Named, what: string): string => `${shortName(lead)}: ${what}`;

/** "tomorrow", but "Tue 24 Nov". */
export const dayInSentence = (day: string): string =>
  day.replace(/^(?:Today|Tomorrow|Yesterday)$/u, (word) => word.toLowerCase());
