import type { AnyRecord } from './collection.ts';
import { boolean } from './fields/boolean.ts';
import { choice, multiChoice } from './fields/choice.ts';
import { date, dateTime } from './fields/date.ts';
import { email } from './fields/email.ts';
import type { Choice, Field, FieldOptions } from './fields/field.ts';
import { money, number } from './fields/number.ts';
import { longText, text } from './fields/text.ts';
import { url } from './fields/url.ts';
import type { Tailoring } from './tailoring.ts';

/** A field that a tenant added, as its record in `customFields` says. */
export type CustomField = {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly collection: string;
  readonly name: string;
  readonly label: string;
  readonly kind: CustomKind;
  readonly help: string | null;
  readonly options: readonly Choice[] | null;
  readonly required: boolean;
  readonly section: string | null;
  readonly position: number | null;
  readonly inList: boolean;
  readonly active: boolean;
};

type Maker = {
  readonly label: string;
  /** Lists are sorted by it: a line, a number, a day; not a page of text or a set. */
  readonly sorts: boolean;
  readonly make: (options: FieldOptions) => Field;
};

const makers = {
  text: { label: 'Text', sorts: true, make: (options) => text({ max: 500, search: true, ...options }) },
  longText: { label: 'Long text', sorts: false, make: (options) => longText({ max: 5_000, ...options }) },
  number: { label: 'Number', sorts: true, make: (options) => number(options) },
  money: { label: 'Money', sorts: true, make: (options) => money(options) },
  choice: {
    label: 'One of several choices',
    sorts: true,
    make: (options) => choice({ ...options, choices: options.choices ?? [] }) as Field,
  },
  multiChoice: {
    label: 'Any of several choices',
    sorts: false,
    make: (options) => multiChoice({ ...options, choices: options.choices ?? [] }) as Field,
  },
  boolean: { label: 'Yes or no', sorts: true, make: (options) => boolean(options) },
  date: { label: 'Date', sorts: true, make: (options) => date(options) },
  dateTime: { label: 'Date and time', sorts: true, make: (options) => dateTime(options) },
  email: { label: 'Email', sorts: true, make: (options) => email({ search: true, ...options }) },
  url: { label: 'Web address', sorts: true, make: (options) => url(options) },
} satisfies { readonly [kind: string]: Maker };

export type CustomKind = keyof typeof makers;

/** The kinds of field that a tenant can add. */
export const customKinds: readonly Choice[] = Object.entries(makers).map(([value, { label }]) => ({ value, label }));

/** Whether lists are sorted by fields of this kind. */
export const isSortedBy = (kind: CustomKind): boolean => makers[kind].sorts;

/** Those whose options the tenant lists. */
export const customKindsWithOptions: readonly string[] = ['choice', 'multiChoice'] satisfies CustomKind[];

const prefix = 'x_';

/** What a custom field is called in records, filters and the API: apart from the product's own names, now and later. */
export const customFieldName = (name: string): string => `${prefix}${name}`;

export const isCustomName = (name: string): boolean => name.startsWith(prefix);

/** The record in `customFields` of a collection's field, where a tenant added it. */
export const customFieldNamed = (
  { tailoring }: { readonly tailoring: Tailoring },
  collection: string,
  name: string,
): AnyRecord | undefined =>
  [...(tailoring['customFields']?.values() ?? [])].find(
    (field) => field['collection'] === collection && customFieldName(String(field['name'])) === name,
  );

/** The field that a record in `customFields` stands for. */
export const customFieldOf = ({ kind, label, help, options, required, createdAt }: CustomField): Field => ({
  ...makers[kind].make({
    label,
    required,
    ...(help ? { help } : {}),
    ...(options ? { choices: options } : {}),
  }),
  custom: true,
  addedAt: createdAt,
});

/** A name for the API from what people read: `Insurance name` → `insuranceName`. Empty for a label without Latin letters. */
export const nameForLabel = (label: string): string =>
  label
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word, at) =>
      at === 0 ? word.toLowerCase() : `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`,
    )
    .join('')
    .replace(/^\d+/, '')
    .replace(/^[A-Z]/, (first) => first.toLowerCase())
    .slice(0, 40);
