import { fieldEntries, type Collection } from '#shared/collection.ts';
import type { FileField, OtherNames } from '#shared/csv/other-names.ts';
import type { Field } from '#shared/fields/field.ts';
import { fold } from '#shared/fold.ts';
import type { Part } from '#server/database/tables/imports.ts';
import { storageOf } from '#server/fields/columns.ts';

/** "Follow-up date", "follow up DATE" and `followUpDate` are one title. */
const plain = (text: string): string => fold(text).replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '');

/** Our own name for it, said in full: "Lead source", "Mobile number". */
const inFull = (definition: Collection, field: Field): string[] => [
  ...(storageOf(field).titles?.suffixes ?? []).map((word) => `${field.label} ${word}`),
  `${definition.label.one} ${field.label}`,
];

/** What others write over such a column. */
const alsoCalled = (definition: Collection, name: string, field: Field): readonly string[] =>
  definition.title.length === 1 && definition.title[0] === name
    ? ['full name', 'display name', 'customer name', 'patient name', 'contact name', `${definition.label.one} title`]
    : (storageOf(field).titles?.others ?? []);

/** Other products say whose the column is, or in which zone: "Person - Name", "Create Date (GMT+5:30)". */
const bareTitles = (title: string): string[] => {
  const withoutZone = title.replace(/\s*\([^()]*\)$/, '');
  return [
    title,
    withoutZone,
    withoutZone.replace(/^(?:person|organi[sz]ation|deal|lead|contact|company|account) - /i, ''),
  ];
};

/** Of several numbered columns of one kind each holds an address or a number: "Phone 2 - Value", "E-mail 3 Address". */
const withoutNumber = (title: string): string => title.replace(/(\d+)(?:value|address)?$|(?<=\D)value$/, '');

/** What other products call what every record has. */
export const systemColumns: { readonly [field: string]: OtherNames } = {
  createdAt: {
    alsoCalled: [
      'created time',
      'create date',
      'created date',
      'created on',
      'creation date',
      'date created',
      'date added',
      'added on',
      'add time',
      'person created',
      'organization created',
      'deal created',
      'lead submit time',
      'submitted at',
      'submission time',
      'timestamp',
      'lead date',
      'enquiry date',
      'inquiry date',
      'date of enquiry',
      'received on',
      'registered on',
    ],
  },
};

/** What a column stands for. */
export type Target = { readonly name: string; readonly field: FileField; readonly part?: Part };

const partTitles: Readonly<Record<Exclude<Part, 'whole'>, readonly string[]>> = {
  first: ['first name', 'given name', 'forename', 'first'],
  middle: ['middle name', 'additional name', 'middle'],
  last: ['last name', 'family name', 'surname', 'last'],
};

const wholeTitles = ['name', 'full name', 'display name', 'contact name', 'customer name', 'person'];

const parts = new Set<string>(['first', 'middle', 'last', 'whole']);

/** How a target is written in a file's header and asked for over the API: `phone`, `name:first`. */
export const targetText = ({ name, part }: Pick<Target, 'name' | 'part'>): string => (part ? `${name}:${part}` : name);

export const targetNamed = (fields: ReadonlyMap<string, FileField>, text: string): Target | null => {
  const [name = '', part] = text.split(':');
  const field = fields.get(name);
  if (!field || (part !== undefined && !parts.has(part))) return null;
  return part === undefined ? { name, field } : { name, field, part: part as Part };
};

/** What we call these fields ourselves, as `plain` writes it. */
const ownTitles = (
  definition: Collection,
  fields: readonly (readonly [string, FileField])[],
): ReadonlyMap<string, string> => {
  const own = new Map<string, string>();
  const learn = (title: string, name: string): void => {
    if (!own.has(plain(title))) own.set(plain(title), name);
  };
  for (const [name, field] of fields) for (const title of [name, field.label]) learn(title, name);
  for (const [name, field] of fieldEntries(definition)) learn(field.label, name);
  for (const [name, field] of fields) for (const title of inFull(definition, field)) learn(title, name);
  return own;
};

/**
 * Says which of these fields a column's title stands for: what we call it comes before what others may. A field of the
 * collection that is not among these (a computed one, in an export) is none of them, whatever others call theirs.
 */
export const titleReader = (
  definition: Collection,
  fields: readonly (readonly [string, FileField])[],
): ((title: string) => string | null) => {
  const known = new Map(ownTitles(definition, fields));
  const learn = (title: string, name: string): void => {
    if (!known.has(plain(title))) known.set(plain(title), name);
  };
  const byName = new Map(fields);
  for (const [name, field] of fields) for (const title of field.alsoCalled ?? []) learn(title, name);
  for (const [name, field] of fields) for (const title of alsoCalled(definition, name, field)) learn(title, name);
  return (title) => {
    const titles = bareTitles(title).map(plain);
    const exact = titles.flatMap((each) => known.get(each) ?? [])[0];
    if (exact !== undefined) return byName.has(exact) ? exact : null;
    const numbered = titles.flatMap((each) => known.get(withoutNumber(each)) ?? [])[0];
    return numbered !== undefined && byName.get(numbered)?.kind.identifies ? numbered : null;
  };
};

/** Whether several columns may fill a field: numbers and addresses, the first that is one, and the parts of a name. */
export const takesSeveral = ({ field, part }: Target): boolean => field.kind.identifies === true || part !== undefined;

/**
 * For each column of a header what it stands for, or null. A column that says so itself (`name:first`) is believed. No
 * field is guessed twice, but where several columns may fill it.
 */
export const guessColumns = (
  definition: Collection,
  fields: readonly (readonly [string, FileField])[],
  header: readonly string[],
): readonly (Target | null)[] => {
  const byName = new Map(fields);
  const nameOf = titleReader(definition, fields);
  const own = ownTitles(definition, fields);
  const taken = new Set<string>();
  const guessed: (Target | null)[] = header.map(() => null);
  const guess = (title: string, at: number): void => {
    const said = targetNamed(byName, title.trim());
    const name = said ? said.name : nameOf(title);
    const field = name === null ? undefined : byName.get(name);
    if (name === null || !field) return;
    const target = said ?? { name, field };
    if (taken.has(name) && !takesSeveral(target)) return;
    taken.add(name);
    guessed[at] = target;
  };
  // Outlook's "Title" is "Mr.", and stands before its "Job title".
  const isOwn = (title: string): boolean => own.has(plain(title)) || targetNamed(byName, title.trim()) !== null;
  for (const [at, title] of header.entries()) if (isOwn(title)) guess(title, at);
  for (const [at, title] of header.entries()) if (!isOwn(title)) guess(title, at);
  const names = nameParts(definition, byName, taken);
  return guessed.map((target, at) => target ?? names(header[at] ?? ''));
};

/** Parts of a name where the whole is asked for and no column is it, and the other way round. */
const nameParts = (
  definition: Collection,
  fields: ReadonlyMap<string, FileField>,
  taken: ReadonlySet<string>,
): ((title: string) => Target | null) => {
  const [first = '', last] = definition.title;
  const field = fields.get(first);
  const isPerson = [...fields.values()].some(({ kind }) => kind.identifies);
  if (!field?.kind.isText || !isPerson || taken.has(first)) return () => null;
  const used = new Set<string>();
  return (title) => {
    const titles = bareTitles(title).map(plain);
    const isCalled = (others: readonly string[]): boolean => others.some((other) => titles.includes(plain(other)));
    const part: Part | undefined =
      last === undefined
        ? (['first', 'middle', 'last'] as const).find((each) => isCalled(partTitles[each]))
        : isCalled(wholeTitles)
          ? 'whole'
          : undefined;
    if (!part || used.has(part)) return null;
    used.add(part);
    return { name: first, field, part };
  };
};
