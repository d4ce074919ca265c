import { fieldEntries, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { fold } from '#shared/fold.ts';

/** "Follow-up date", "follow up DATE" and `followUpDate` are one title. */
const plain = (text: string): string => fold(text).replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '');

/** Our own name for it, said in full: "Lead source", "Mobile number". */
const inFull = (definition: Collection, { label, kind }: Field): string[] => [
  ...(kind.titles?.suffixes ?? []).map((word) => `${label} ${word}`),
  `${definition.label.one} ${label}`,
];

/** What others write over such a column. */
const alsoCalled = (definition: Collection, name: string, { kind }: Field): readonly string[] =>
  definition.title.length === 1 && definition.title[0] === name
    ? ['full name', 'customer name', 'patient name']
    : (kind.titles?.others ?? []);

/**
 * Says which of these fields a column's title stands for: what we call it comes before what others may. A field of the
 * collection that is not among these (a computed one, in an export) is none of them, whatever others call theirs.
 */
export const titleReader = (
  definition: Collection,
  fields: readonly (readonly [string, Field])[],
): ((title: string) => string | null) => {
  const known = new Map<string, string>();
  const learn = (title: string, name: string): void => {
    if (!known.has(plain(title))) known.set(plain(title), name);
  };
  for (const [name, field] of fields) for (const title of [name, field.label]) learn(title, name);
  const among = new Set(fields.map(([name]) => name));
  for (const [name, field] of fieldEntries(definition)) learn(field.label, name);
  for (const [name, field] of fields) for (const title of inFull(definition, field)) learn(title, name);
  for (const [name, field] of fields) for (const title of alsoCalled(definition, name, field)) learn(title, name);
  return (title) => {
    const name = known.get(plain(title));
    return name !== undefined && among.has(name) ? name : null;
  };
};
