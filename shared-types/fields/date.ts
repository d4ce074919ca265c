import { addDays, isDay, momentOf } from '#shared/calendar-day.ts';
import { readWrittenDay } from '#shared/written/day.ts';
import { InvalidValue, factory, type Relative } from './field.ts';
import { ordering } from './operators.ts';

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
  parseText: (text, _field, context) => readWrittenDay(text, context)?.day ?? text.trim(),
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'date' }),
});

/** What a day without its time means where a moment is asked for. */
const startOfWork = '09:00';

const isoMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

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
  parseText: (text, _field, context) => {
    const typed = text.trim();
    if (isoMoment.test(typed)) return typed;
    const written = readWrittenDay(typed, context);
    if (!written) return typed;
    const { day, time, offset } = written;
    return offset === null
      ? momentOf(day, time ?? startOfWork, context.timeZone)
      : new Date(`${day}T${time ?? '00:00:00'}${offset}`).toISOString();
  },
  formatText: (value) => value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'date-time' }),
});
