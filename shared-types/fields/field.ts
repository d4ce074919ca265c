import type { JsonValue } from '#shared/json.ts';

export type KindName =
  | 'id'
  | 'text'
  | 'longText'
  | 'phone'
  | 'email'
  | 'number'
  | 'money'
  | 'choice'
  | 'multiChoice'
  | 'boolean'
  | 'date'
  | 'dateTime'
  | 'link'
  | 'links'
  | 'json';

export type Tone = 'slate' | 'blue' | 'teal' | 'green' | 'amber' | 'orange' | 'red' | 'violet';

export type Choice = { readonly value: string; readonly label: string; readonly tone?: Tone };

/** What text means depends on the day it is read ("today+3") and on where. */
export type ParseContext = { readonly today: string; readonly timeZone: string };

/**
 * What a kind of field is able to do. One file per kind; the server and the client mirror the kinds by name.
 * Methods, not function properties: so a `Kind<string>` serves where the value's type is not known.
 */
export type Kind<T> = {
  readonly name: KindName;
  /** The value as it is stored and sent. Throws `InvalidValue` with a sentence about the value. */
  parse(input: unknown, field: FieldData): T;
  /** From what people type in a spreadsheet cell to something `parse` takes. */
  parseText(text: string, field: FieldData, context: ParseContext): unknown;
  /** For a spreadsheet cell: `parse(scan(print(value)))` is the value again. */
  formatText(value: T, field: FieldData): string;
  /** What a filter or a sort compares by; numbers and strings only. Strings compare by code point. */
  sortKey(value: T, field: FieldData): string | number;
  schema(field: FieldData): JsonSchema;
  /** What a search finds it by, already folded. */
  searchText?(value: T): string;
};

export type JsonSchema = { readonly [key: string]: JsonValue };

export type FieldData = {
  readonly label: string;
  readonly required: boolean;
  readonly help?: string;
  /** Set by the product, never by a person's create or update. */
  readonly readOnly?: boolean;
  /** Part of what the collection's search looks through. */
  readonly search?: boolean;
  /** A person needs this action, beside `create` or `update`, to set it. */
  readonly requires?: string;
  /** Holds what was typed into that other field (phones keep their raw form). */
  readonly rawOf?: string;
  readonly default?: unknown;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly currency?: string;
  readonly choices?: readonly Choice[];
  /** A link's target collection; `self` where a collection points at itself. */
  readonly to?: (() => { readonly name: string }) | 'self';
};

export type Field<T = unknown, R extends boolean = boolean> = FieldData & {
  readonly kind: Kind<T>;
  readonly required: R;
};

export type Fields = { readonly [name: string]: Field };

export type ValueOf<F> = F extends Field<infer T, infer R> ? (R extends true ? T : T | null) : never;

export type FieldOptions = Partial<Omit<FieldData, 'label' | 'required'>> & {
  readonly label: string;
  readonly required?: boolean;
};

/** A kind's factory: the value of a required field is never null. */
type Factory<T> = {
  (options: FieldOptions & { readonly required: true }): Field<T, true>;
  (options: FieldOptions): Field<T, false>;
};

/** Makes a kind's factory: `text({ label, required })`. */
export const factory = <T>(kind: Kind<T>): Factory<T> =>
  ((options: FieldOptions) => ({ ...options, required: options.required ?? false, kind })) as Factory<T>;

/** A value that cannot be taken, with a sentence that names what is wrong and what would be right. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
}

/** Postgres stores neither NUL nor a lone surrogate, so no text may hold one. */
export const cleanString = (input: unknown, what = 'text'): string => {
  if (typeof input !== 'string') throw new InvalidValue(`should be ${what}`);
  if (input.includes('\u0000') || /\p{Surrogate}/u.test(input))
    throw new InvalidValue('holds a character that cannot be stored');
  return input;
};
