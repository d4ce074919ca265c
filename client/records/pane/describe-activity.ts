import { fieldOf, type Collection } from '#shared/collection.ts';
import type { ActivityEntry } from '#shared/protocol.ts';

export type Happening = {
  /** What kind of thing it was; the timeline gives each its mark. */
  readonly kind: string;
  /** Without who: "moved it from New to Connected". */
  readonly text: string;
};

type FieldChange = ActivityEntry['fields'][string];

export type ActivityWords = {
  /** A field's value as people say it. */
  readonly say: (name: string, value: unknown) => string;
  /** How a record came to be; "added it" or "imported it" unless given. */
  readonly created?: (entry: ActivityEntry, verb: string) => string;
  /** What is said of a record that belongs to it and came to be ("wrote a note"); nothing unless given. */
  readonly children?: (child: NonNullable<ActivityEntry['child']>) => string | undefined;
  /** A module's own words for a change of a field; null where there is nothing to say. */
  readonly fields?: {
    readonly [name: string]: (change: FieldChange, entry: ActivityEntry) => Happening | null;
  };
  /** What a module's command did beside changing fields, by its name; null where the fields say it all. */
  readonly commands?: { readonly [name: string]: (entry: ActivityEntry) => Happening | null };
  /** The kinds that come first in a sentence about several changes. */
  readonly order?: readonly string[];
};

// Only an import mentions days before its own.
const isImport = (entry: ActivityEntry, cameIn: string): boolean => Date.parse(entry.at) - Date.parse(cameIn) > 60_000;

/**
 * One entry of a record's history as sentences, the weightiest first; `cameIn` is when the record itself says that it
 * was created. Empty when it holds nothing for a person.
 */
export const describeActivity = (
  entry: ActivityEntry,
  definition: Collection,
  words: ActivityWords,
  cameIn: string,
): readonly Happening[] => {
  if (entry.child) {
    const text = words.children?.(entry.child);
    return text === undefined ? [] : [{ kind: 'child', text }];
  }
  if (entry.op === 'create') {
    const verb = isImport(entry, cameIn) ? 'imported it' : 'added it';
    return [{ kind: 'created', text: words.created?.(entry, verb) ?? verb }];
  }
  if (entry.op === 'delete') return [{ kind: 'deleted', text: 'deleted it' }];
  const back: Happening[] = entry.op === 'restore' ? [{ kind: 'created', text: 'brought it back' }] : [];
  const found = Object.entries(entry.fields).flatMap(([name, change]) => {
    const own = words.fields?.[name];
    return (own && change.to !== undefined ? own(change, entry) : describeEdit(name, change, definition, words)) ?? [];
  });
  const done = words.commands?.[entry.command]?.(entry);
  if (done) found.push(done);
  const weight = ({ kind }: Happening): number => {
    const at = words.order?.indexOf(kind) ?? -1;
    return at < 0 ? Number.POSITIVE_INFINITY : at;
  };
  return [...back, ...found.toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(a) - weight(b)))];
};

const describeEdit = (
  name: string,
  { from, to }: FieldChange,
  definition: Collection,
  { say }: ActivityWords,
): Happening | null => {
  const field = fieldOf(definition, name);
  // What was typed for a phone repeats the phone.
  if (!field || field.rawOf) return null;
  const label = inSentence(field.label);
  // On the side of a move that was not theirs to see.
  if (to === undefined) return { kind: 'edit', text: `changed ${label}` };
  // What a record held while it was deleted is not said.
  if (to === null)
    return { kind: 'edit', text: `cleared ${label}${from === null ? '' : ` (it was ${say(name, from)})`}` };
  if (from === null || from === undefined) return { kind: 'edit', text: `set ${label} to ${say(name, to)}` };
  const [before, after] = [say(name, from), say(name, to)];
  // Lines are said by their number, which a change of one does not change.
  return { kind: 'edit', text: before === after ? `changed ${label}` : `changed ${label} from ${before} to ${after}` };
};

/** Without its capital, unless it is an abbreviation. */
export const inSentence = (label: string): string =>
  /^[A-Z]{2}/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
