import type { Field } from '#shared/fields/field.ts';
import { boolean } from './boolean.ts';
import { choice, multiChoice } from './choice.ts';
import { choices } from './choices.ts';
import type { Column, Comparison } from './column.ts';
import { date, dateTime } from './date.ts';
import { differences } from './differences.ts';
import { email } from './email.ts';
import { id } from './id.ts';
import { json } from './json.ts';
import { link, links } from './link.ts';
import { money, number } from './number.ts';
import { phone } from './phone.ts';
import { reference } from './reference.ts';
import { rows } from './rows.ts';
import { text } from './text.ts';
import { url } from './url.ts';
import { weekHours } from './week-hours.ts';

/** Every kind's column, by the kind's name. */
const columns: { readonly [kind: string]: Column } = {
  boolean,
  choice,
  choices,
  date,
  dateTime,
  differences,
  email,
  id,
  json,
  link,
  links,
  longText: text,
  money,
  multiChoice,
  number,
  phone,
  reference,
  rows,
  text,
  url,
  weekHours,
};

/** How a field is stored. Throws where its kind has no file here, which no start survives. */
export const storageOf = ({ kind }: Field): Column => {
  const column = Object.hasOwn(columns, kind.name) ? columns[kind.name] : undefined;
  if (!column) throw new Error(`server/fields has no column for the kind ${kind.name}`);
  return column;
};

/** What finds the records whose field points at another: any of these holds. */
export const pointingOf = (field: Field, to: string, id: string): readonly Comparison[] => {
  const said = storageOf(field).pointing?.(to, id, field);
  if (said) return said;
  return [
    field.kind.isList ? { sign: '@>', type: 'uuid[]', value: `{${id}}` } : { sign: '=', type: 'uuid', value: id },
  ];
};
