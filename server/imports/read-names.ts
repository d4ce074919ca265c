import type { Column } from './columns.ts';

type NameText = { readonly column: Column; readonly text: string };

const order = ['first', 'middle', 'last'];

/** "First name" and "Last name" of a file where the record has one name: joined in their order. */
export const joinedNames = (columns: readonly Column[], textOf: (column: Column) => string): NameText[] => {
  const parts = columns
    .filter(({ part }) => part !== 'whole')
    .toSorted((a, b) => order.indexOf(a.part ?? '') - order.indexOf(b.part ?? ''));
  const [column] = parts;
  const text = parts.map(textOf).filter(Boolean).join(' ');
  return column && text !== '' ? [{ column, text }] : [];
};

/** "Name" of a file where the record has two: the last word is the last name, unless another column says it. */
export const splitNames = (
  columns: readonly Column[],
  textOf: (column: Column) => string,
  all: readonly Column[],
): NameText[] => {
  const column = columns.find(({ part }) => part === 'whole');
  if (!column) return [];
  const text = textOf(column).replaceAll(/\s+/gu, ' ');
  const { rest } = column;
  const own = rest && all.find(({ name }) => name === rest.name);
  if (!rest || (own && textOf(own) !== '')) return [{ column, text }];
  // "Example, Meena" says the last name first.
  const [, before, after] = /^([^,]+), ([^,]+)$/.exec(text) ?? [];
  const at = text.lastIndexOf(' ');
  const [first, last] =
    before && after ? [after, before] : at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  return [
    { column, text: first },
    { column: { index: column.index, name: rest.name, field: rest.field }, text: last },
  ];
};
