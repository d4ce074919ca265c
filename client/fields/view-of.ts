import { boolean } from './boolean.tsx';
import { choice } from './choice.tsx';
import { date } from './date.tsx';
import { dateTime } from './date-time.tsx';
import { email } from './email.tsx';
import { findView, knowViews } from './known-views.ts';
import { link } from './link.tsx';
import { links } from './links.tsx';
import { longText } from './long-text.tsx';
import { money } from './money.tsx';
import { multiChoice } from './multi-choice.tsx';
import { number } from './number.tsx';
import { phone } from './phone.tsx';
import { text } from './text.tsx';
import { url } from './url.tsx';

// The view of every kind that the desk may show, by the kind's name; views-beyond-desk.ts has the others.
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
  boolean,
  date,
  dateTime,
  link,
  links,
  url,
});

/** How a field is shown. */
export const viewOf = findView;
