import { fieldOf, type Collection } from '#shared/collection.ts';
import type { Field } from '#shared/fields/field.ts';
import { isUsed } from '#client/fields/target.ts';
import type { Live } from '#client/live/types.ts';
import { viewOf } from '#client/fields/view-of.ts';
import type { KindView } from '#client/fields/view.ts';

export type Column = {
  /** Several fields where they name the record together: first and last name are one column. */
  readonly names: readonly string[];
  readonly label: string;
  readonly field: Field;
  readonly view: KindView;
  readonly isTitle: boolean;
};

/** What a column is known by, also when its field's label or choices are new. */
export const columnKey = ({ names }: Column): string => names.join();

const columnOf = (definition: Collection, name: string): Column | null => {
  const field = fieldOf(definition, name);
  return field ? { names: [name], label: field.label, field, view: viewOf(field), isTitle: false } : null;
};

const titleColumn = (definition: Collection): Column[] => {
  const [first] = definition.title;
  const field = first ? fieldOf(definition, first) : undefined;
  if (!field) return [];
  const label = definition.title.length > 1 ? 'Name' : field.label;
  return [{ names: definition.title, label, field, view: viewOf(field), isTitle: true }];
};

/** What a record is called, then the other fields of its list, as far as this workspace has them. */
export const columnsOf = (definition: Collection, live: Pick<Live, 'me'>): readonly Column[] => [
  ...titleColumn(definition),
  ...definition.list
    .filter((name) => !definition.title.includes(name))
    .map((name) => columnOf(definition, name))
    .filter((column) => column !== null)
    .filter(({ field }) => isUsed(field, definition, live)),
];

const widthOf = (column: Column): number => (column.isTitle ? 220 : column.view.column.width);

/** Gaps and the list's padding, as the row's classes set them. */
const gap = 16;
const padding = 32;

/** Those that fit, the first always: a column that is cut off says less than one that is not there. */
export const fitting = (columns: readonly Column[], width: number): readonly Column[] => {
  let used = padding - gap;
  return columns.filter((column, at) => {
    used += widthOf(column) + gap;
    return at === 0 || used <= width;
  });
};

export const templateOf = (columns: readonly Column[]): string =>
  columns
    .map((column) => `minmax(${widthOf(column)}px, ${column.isTitle ? 3 : Math.max(column.view.column.grow, 0.5)}fr)`)
    .join(' ');
