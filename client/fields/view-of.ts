import type { Field } from '#shared/fields/field.ts';
import { boolean } from './boolean.tsx';
import { choice } from './choice.tsx';
import { date } from './date.tsx';
import { dateTime } from './date-time.tsx';
import { email } from './email.tsx';
import { json } from './json.tsx';
import { link } from './link.tsx';
import { links } from './links.tsx';
import { longText } from './long-text.tsx';
import { money } from './money.tsx';
import { multiChoice } from './multi-choice.tsx';
import { number } from './number.tsx';
import { phone } from './phone.tsx';
import { text } from './text.tsx';
import type { KindView } from './view.ts';

/** Every kind's view, by the kind's name. */
const views: { readonly [kind: string]: KindView } = {
  id: text,
  text,
  longText,
  phone,
  email,
  number,
  money,
  choice,
  multiChoice,
  boolean,
  date,
  dateTime,
  link,
  links,
  json,
};

/** How a field is shown. Throws where its kind has no file here, which no start survives. */
export const viewOf = ({ kind }: Field): KindView => {
  const view = Object.hasOwn(views, kind.name) ? views[kind.name] : undefined;
  if (!view) throw new Error(`client/fields has no view for the kind ${kind.name}`);
  return view;
};

/** What an input of this field starts from. */
export const draftOf = (value: unknown, field: Field): unknown => {
  const { draft } = viewOf(field);
  return draft ? draft(value, field) : (value ?? '');
};

/** What was typed, as the field's `parse` takes it. Throws a `Problem`. */
export const readDraft = (draft: unknown, field: Field): unknown => {
  const { read } = viewOf(field);
  return read ? read(draft, field) : draft;
};
