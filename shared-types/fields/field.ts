import type { Moment } from '#shared/actor.ts';
import type { JsonValue } from '#shared/json.ts';
import type { DayContext } from '#shared/written/day.ts';
import type { Op } from './operators.ts';

export const tones = ['slate', 'blue', 'teal', 'green', 'amber', 'orange', 'red', 'violet'] as const;
export type Tone = (typeof tones)[number];

export type Choice = {
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone;
  /** What rules take it for, where a tenant may add choices of its own: a stage that it adds is open, won or lost. */
  readonly means?: string;
  /** Shown where a record holds it, offered to none. */
  readonly retired?: boolean;
};

/** What text means depends on the day it is read ("today+3"), on where, and on which of day and month comes first there. */
export type ParseContext = DayContext;

/** A record that a value points at: its collection's name, `self` for the one that the field is in, or `people`. */
export type Ref = { readonly collection: string; readonly id: string };

/** A word that stands for a value which depends on the day, or on who asks: `today+3`, `me`. */
export type Relative = {
  is(value: unknown): value is string;
  /** The value that it stands for at that moment. */
  resolve(value: string, moment: Moment): unknown;
  readonly examples: readonly string[];
};

/**
 * What a kind of field is able to do. A kind is three files: here, in `server/fields` how it is stored, in
 * `client/fields` how it is shown; the three find each other by its name, and nothing else asks for that name.
 * Methods, not function properties: so a `Kind<string>` serves where the value's type is not known.
 */
export type Kind<T> = {
  readonly name: string;
  /** What a filter may ask of it. */
  readonly operators: readonly Op[];
  /** Its value is a set: filters ask what it holds (`has`), scopes are joined by each of its items. */
  readonly isList?: boolean;
  /** Its values are ids of records of the collection `to`. */
  readonly isReference?: boolean;
  /** It is free text, in which "none" or "-" are words like others. */
  readonly isText?: boolean;
  /** Two records with the same value are likely about one person: a phone, an address. */
  readonly identifies?: boolean;
  /** A range of values is one stretch of its index: what sorts it is the value itself. */
  readonly range?: boolean;
  /** How facets count by it: each value, or, for days, as `overdue`, `today` and `upcoming`. */
  readonly facet?: 'value' | 'due';
  /** It lies on a calendar: facets count by its day, week and month too. */
  readonly calendar?: boolean;
  /** It may be added up: facets give its sum, average, least and greatest. */
  readonly sum?: boolean;
  readonly relative?: Relative;
  /** Fields that come with it, by name: what was typed, beside a phone. */
  companion?(name: string, field: FieldData): { readonly [name: string]: Field };
  /** The records that a value points at; what is not a value points at none. Checked before it is stored. */
  refs?(value: unknown, field: FieldData): readonly Ref[];
  /**
   * The value without the records that are gone, of those that `refs` names; null where nothing is left. Throws
   * `InvalidValue` where a part of it cannot be without one.
   */
  withoutRefs?(value: T, isGone: (pointed: Ref) => boolean, field: FieldData): T | null;
  /** The value with one record in another's place. */
  withRef?(value: T, from: Ref, to: Ref, field: FieldData): T;
  /** The whole value, where only a part of it was given. Throws `InvalidValue`. */
  merge?(given: unknown, current: unknown, field: FieldData): T;
  /** Its parts by name: two people who change two of them do not meet. */
  partsOf?(value: T): ReadonlyMap<string, unknown>;
  /** What the text of an address says, where a value is not text. What it cannot read it gives back. */
  parseAddress?(text: string): unknown;
  /** Some values that it takes, where the tests of definitions cannot make them up. */
  samples?(field: FieldData): readonly T[];
  /** The value as it is stored and sent. Throws `InvalidValue` with a sentence about the value. */
  parse(input: unknown, field: FieldData): T;
  /** From what people type in a spreadsheet cell to something `parse` takes. */
  parseText(text: string, field: FieldData, context: ParseContext): unknown;
  /** For a spreadsheet cell: `parse(scan(print(value)))` is the value again. */
  formatText(value: T, field: FieldData): string;
  /** The same for a spreadsheet that would take the text for a number. */
  formatCell?(value: T, field: FieldData): string;
  /** What a filter or a sort compares by; numbers and strings only. Strings compare by code point. */
  sortKey(value: T, field: FieldData): string | number;
  schema(field: FieldData): JsonSchema;
  /** What may be sent, where that is more than what is read. */
  inputSchema?(field: FieldData): JsonSchema;
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
  /** Its choices are a choice set: a tenant may rename, reorder, retire and add to them. */
  readonly tailorable?: boolean;
  /** Choices that follow from the tenant's collections; the catalog puts them into `choices`. */
  readonly choicesOf?: (collections: readonly { readonly name: string }[]) => readonly Choice[];
  /** Shown in forms and on a record's page only where the record meets it. */
  readonly shownWhen?: { readonly field: string; readonly in: readonly unknown[] };
  /** Added by the tenant: kept in the record's one column for such fields. */
  readonly custom?: boolean;
  /** ISO; when the tenant did. */
  readonly addedAt?: string;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  /** What an amount is in; unless said, what `currencyField` of its record says, or else the tenant's. */
  readonly currency?: string;
  /** The choice field of the same record that holds the currency, where each record may have its own. */
  readonly currencyField?: string;
  readonly choices?: readonly Choice[];
  /** The field of the same record that says, as `leads.status`, of which field this text is a choice. */
  readonly choiceIn?: string;
  /** A link's target collection; `self` where a collection points at itself, `people` for whichever holds the people. */
  readonly to?: (() => { readonly name: string }) | 'self' | 'people';
  /** The columns of lines inside the record. */
  readonly columns?: Fields;
  /** A reference's target collections. */
  readonly of?: () => readonly { readonly name: string }[];
  /** A link: what happens to this record when the one it points at is deleted; `refuse` unless said. */
  readonly onDelete?: 'refuse' | 'clear' | 'cascade';
  /**
   * A link: the same when that one is made inactive. `offer`: what points at it stays, unless it is moved; unless said, it
   * stays.
   */
  readonly onDeactivate?: 'refuse' | 'clear' | 'offer';
  /** How a refused deletion goes on after "19 leads are": "at this clinic". */
  readonly inUse?: string;
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
