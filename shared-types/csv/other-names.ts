import type { Field } from '#shared/fields/field.ts';

/** What other products call a field, and its choices. */
export type OtherNames = {
  /** Over its column: "created_time", "Person - Name". */
  readonly alsoCalled?: readonly string[];
  /** In its cells, in small letters: `{ fb: 'meta_ads' }`. */
  readonly alsoWritten?: { readonly [word: string]: string };
};

/** A field that a column of a file may fill. */
export type FileField = Field & OtherNames;
