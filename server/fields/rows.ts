import type { Field } from '#shared/fields/field.ts';
import type { Column } from './column.ts';
import { json } from './json.ts';

const linkedTo = ({ to, of }: Field, name: string): boolean =>
  (typeof to === 'function' ? to().name === name : to !== undefined) ||
  (of?.().some((one) => one.name === name) ?? false);

export const rows: Column = {
  ...json,
  pointing: (to, id, { columns = {} }) =>
    Object.entries(columns)
      .filter(([, column]) => linkedTo(column, to))
      .map(([name, column]) => ({
        sign: '@>',
        type: 'jsonb',
        value: JSON.stringify([{ [name]: column.of ? `${to}/${id}` : id }]),
      })),
};
