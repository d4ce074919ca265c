import type { Component } from 'solid-js';
import type { Collection, Patch } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import type { Filter } from '#shared/filter.ts';
import type { ControlProps } from '#client/components/control.ts';
import type { Icon } from '#client/components/icon.ts';

export type InputProps = ControlProps & {
  field: Field;
  definition: Collection;
  /** What is typed so far, as `draft` made it; not yet what is stored. */
  value: unknown;
  onChange: (draft: unknown) => void;
  /** The values around it, as far as they are known. */
  record?: Patch | undefined;
  /** What an empty input shows: an example, or what nothing means. */
  placeholder?: string | undefined;
  /** An editor in a cell: opens and gets the focus at once. */
  inline?: boolean | undefined;
  /** It was closed without a choice. */
  onClose?: (() => void) | undefined;
};

export type CellProps = {
  field: Field;
  definition: Collection;
  /** Never null: an empty cell is drawn by the layout. */
  value: unknown;
  /** The values around it, as far as they are known. */
  record?: Patch | undefined;
  /** There is room for all of it: a record's page, not a list's row. */
  full?: boolean | undefined;
};

export type PickerProps = {
  field: Field;
  /** What the record holds now. */
  value: unknown;
  onPick: (value: unknown) => void;
};

export type FilterProps = {
  name: string;
  field: Field;
  definition: Collection;
  /** The conditions on this field that are set, all of which hold. */
  value: readonly Filter[];
  onChange: (value: readonly Filter[]) => void;
  /** How many records each of a choice's values would leave. */
  counts?: ReadonlyMap<string, number> | undefined;
};

/** One of the few values that a list can be divided by. */
export type Part = { readonly value: string; readonly label: string; readonly retired?: boolean };

/** A way to get in touch. */
export type Reach = { readonly label: string; readonly href: string; readonly icon: Icon };

/** What a screen does with a kind of field. One file per kind, named as its definition in shared-types. */
export type KindView = {
  readonly Input: Component<InputProps>;
  readonly Cell: Component<CellProps>;
  readonly FilterEditor: Component<FilterProps>;
  /** What the set filter says on its chip: "Active, Inactive", "from 1 Nov". */
  readonly FilterLabel: Component<Omit<FilterProps, 'onChange'>>;
  /** Chooses a value quickly, in a list that floats beside the control it hangs from. */
  readonly Picker?: Component<PickerProps>;
  /** Something to do with the value besides editing it: call, write, open. */
  readonly Action?: Component<CellProps>;
  /** The value as people say it in a sentence, where that is not how a file has it. */
  readonly text?: (
    value: unknown,
    field: Field,
    around: { readonly record: Patch; readonly currency: string },
  ) => string;
  /** The least width of its column, and how much of the room left over it gets. */
  readonly column: { readonly width: number; readonly grow: number; readonly numeric?: boolean };
  /** Choosing is committing: an editor in a cell needs no Enter after it. */
  readonly instant?: boolean;
  /** Its input has the whole width of a form. */
  readonly wide?: boolean;
  /** On a page its name stands above it and not beside it. */
  readonly block?: boolean;
  /** On a card of a phone's list: the chip beside the name, or left out; otherwise one of the facts below it. */
  readonly onCard?: 'chip' | 'left out';
  /** Yes or no: a box before the record's name ticks it where records are listed as steps. */
  readonly ticks?: boolean;
  /** Its values, where they are so few that each may have a tab with its count. */
  readonly parts?: (field: Field) => readonly Part[];
  /** The filter that one of them stands for. */
  readonly partFilter?: (name: string, part: string) => readonly Filter[];
  /** A value by which one gets in touch, at the thumb on a phone. */
  readonly reach?: (value: string) => Reach;
  /** Enter belongs to the text. */
  readonly multiline?: boolean;
  /** What the input starts from, and what `parse` accepts. The value itself unless said. */
  readonly draft?: (value: unknown, field: Field) => unknown;
  /** Throws a `Problem` where the typed text cannot be read. */
  readonly read?: (draft: unknown, field: Field) => unknown;
};
