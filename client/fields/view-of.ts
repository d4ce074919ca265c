import { boolean } from './boolean.tsx';
import { choice } from './choice.tsx';
import { choices } from './choices.tsx';
import { date } from './date.tsx';
import { dateTime } from './date-time.tsx';
import { differences } from './differences.tsx';
import { email } from './email.tsx';
import { json } from './json.tsx';
import { findView, knowViews } from './known-views.ts';
import { link } from './link.tsx';
import { links } from './links.tsx';
import { longText } from './long-text.tsx';
import { money } from './money.tsx';
import { multiChoice } from './multi-choice.tsx';
import { number } from './number.tsx';
import { phone } from './phone.tsx';
import { reference } from './reference.tsx';
import { rows } from './rows.tsx';
import { text } from './text.tsx';
import { url } from './url.tsx';
import { weekHours } from './week-hours.tsx';

// Every kind's view, by the kind's name.
knowViews({
  id: text,
  text,
  longText,
  phone,
  email,
  number,
  money,
  choice,
  multiChoice,
  choices,
  boolean,
  date,
  dateTime,
  differences,
  link,
  links,
  json,
  reference,
  url,
  rows,
  weekHours,
});

/** How a field is shown. */
export const viewOf = findView;
