import { dayOf, momentOf } from '#shared/calendar-day.ts';
import { isoTime } from './iso-time.ts';
import { InvalidValue } from '#shared/fields/field.ts';
import { isoMoment } from '#shared/fields/date.ts';
import { readWrittenDay } from '#shared/written/day.ts';
import type { Column } from './column.ts';

export const date: Column = {
  type: () => 'date',
  order: (column) => ({ expression: column, type: 'date', last: `'infinity'`, first: `'-infinity'` }),
  readCell: (text, context) => {
    const written = readWrittenDay(text, context);
    if (!written) return text;
    const { day, time, offset } = written;
    // A moment with its zone is on the day that a clock here shows then; programs write a day alone as midnight.
    return offset === null || time === null || time === '00:00:00'
      ? day
      : dayOf(new Date(`${day}T${time}${offset}`), context.timeZone);
  },
};

/** What a day without its time means where a moment is asked for. */
const startOfWork = '09:00';

export const dateTime: Column = {
  type: () => 'timestamptz(3)',
  read: isoTime,
  order: (column) => ({ expression: column, type: 'timestamptz', last: `'infinity'`, first: `'-infinity'` }),
  readCell: (text, context) => {
    // As an export writes it, to the millisecond.
    if (isoMoment.test(text)) return text;
    const written = readWrittenDay(text, context);
    if (!written) throw new InvalidValue('is not a date and time, like 24/11/2026 2:30 PM');
    const { day, time, offset } = written;
    return offset === null
      ? momentOf(day, time ?? startOfWork, context.timeZone)
      : new Date(`${day}T${time ?? '00:00:00'}${offset}`).toISOString();
  },
};
