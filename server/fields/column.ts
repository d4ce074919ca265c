import type { Field, ParseContext } from '#shared/fields/field.ts';

/** What sorts a field in SQL, and what stands in it for an empty value so that empties come last in either direction. */
export type Order = {
  readonly expression: string;
  readonly type: string;
  readonly last: string;
  readonly first: string;
};

/** `column sign value::type` */
export type Comparison = {
  readonly sign: '=' | '@>';
  readonly type: 'uuid' | 'uuid[]' | 'text' | 'jsonb';
  readonly value: string;
};

/** How a kind of field is stored, and read from files: its column, its way back to a value, and what SQL sorts and compares it by. */
export type Column = {
  type(field: Field): string;
  /** From what the database (or `to_jsonb`) gives to the value; never called with null. */
  read?(stored: unknown): unknown;
  /** A condition that it is empty; unless said, that it is null, or a list with nothing in it. */
  empty?(column: string): string;
  /** An expression that orders as the kind's `sortKey` does. Without one there is no sorting by it. */
  order?(column: string, field: Field): Order;
  /** The column in lower case, as `contains` and `startsWith` compare it; as it is where it holds no capitals. */
  lowered?(column: string): string;
  /** What differs where the values of a unique field do; unless said, the column itself. */
  distinct?(column: string): string;
  /**
   * What the column is compared with to find who points at a record of the collection `to`; unless said, the id, or in a
   * list one of its items.
   */
  pointing?(to: string, id: string, field: Field): readonly Comparison[];
  /** What stands over its column in files: after the field's label, and instead of it. */
  titles?: { readonly suffixes?: readonly string[]; readonly others?: readonly string[] };
  /** What a file's cell says, for a kind that spreadsheets and other products write in more ways than people type it here. */
  readCell?(text: string, context: ParseContext): unknown;
};
