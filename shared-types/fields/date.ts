import { addDays, isDay, momentOf } from '#shared/calendar-day.ts';
import { InvalidValue, factory, type ParseContext, type Relative } from './field.ts';
import { ordering } from './operators.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const two = (part: string): string => part.padStart(2, '0');

/** No day, with or without its time, is longer; a cell of a file may be, and patterns try long texts for long. */
const longest = 60;

/**
 * Days as people type them here, day before month as in India; `today` and `today-3` count from the day of reading. Files
 * write them in more ways, which `server/fields` reads.
 */
const scanDay = (text: string, context: ParseContext): string => {
  const typed = text.trim();
  if (typed.length > longest) return typed;
  const relative = /^today\s*(?:([+-])\s*(\d{1,4}))?$/i.exec(typed);
  if (relative) return addDays(context.today, Number(`${relative[1] ?? ''}${relative[2] ?? 0}`));
  const numeric = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed);
  if (numeric) return `${numeric[3]}-${two(numeric[2] ?? '')}-${two(numeric[1] ?? '')}`;
  const named = /^(\d{1,2})[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})$/i.exec(typed);
  const month = named ? months.indexOf((named[2] ?? '').slice(0, 3).toLowerCase()) + 1 : 0;
  return named && month ? `${named[3]}-${two(String(month))}-${two(named[1] ?? '')}` : typed;
};

const relative = /^today(?:([+-])(\d{1,4}))?$/;

/** `today`, `today+3`: a day that is another one tomorrow. `start` makes the value of it. */
const relativeDay = (start: (day: string, timeZone: string) => string): Relative => ({
  is: (value): value is string => typeof value === 'string' && relative.test(value),
  resolve: (value, { today, timeZone }) => {
    const [, sign, count] = relative.exec(value) ?? [];
    return start(addDays(today, Number(`${sign ?? ''}${count ?? 0}`)), timeZone);
  },
  examples: ['today', 'today+1', 'today-2'],
});

/** A person who types "today+3" into an address means it, though a plus there is a space. */
const withPlus = (text: string): string => text.replace(/^today (?=\d)/, 'today+');

const notADay = 'is not a date, like 2026-11-24 or 24/11/2026';

/** A day on the calendar, `YYYY-MM-DD`, the same day in every time zone. */
export const date = factory<string>({
  name: 'date',
  operators: ordering,
  range: true,
  facet: 'due',
  calendar: true,
  relative: relativeDay((day) => day),
  parseAddress: withPlus,
  parse: (input) => {
    if (typeof input !== 'string' || !isDay(input) || input < '1900' || input > '2200') throw new InvalidValue(notADay);
    return input;
  },
  parseText: (text, _field, context) => scanDay(text, context),
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'date' }),
});

/** How a moment is written, its zone included. */
export const isoMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment, as an ISO string in UTC with milliseconds. */
export const dateTime = factory<string>({
  name: 'dateTime',
  operators: ordering,
  range: true,
  calendar: true,
  relative: relativeDay((day, timeZone) => momentOf(day, '00:00', timeZone)),
  parseAddress: withPlus,
  parse: (input) => {
    const moment = typeof input === 'string' && isoMoment.test(input) ? new Date(input) : null;
    if (!moment || Number.isNaN(moment.getTime()) || moment.getUTCFullYear() < 1900 || moment.getUTCFullYear() > 2200) {
      throw new InvalidValue('is not a date and time with its zone, like 2026-11-24T09:30:00Z');
    }
    return moment.toISOString();
  },
  parseText: (text) => text.trim(),
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'date-time' }),
});
