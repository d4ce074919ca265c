import { momentOf } from '#shared/calendar-day.ts';
import { isoMoment } from '#shared/fields/date.ts';
import { readWrittenDay } from '#shared/written/day.ts';
import type { Column } from './column.ts';

export const date: Column = {
  type: () => 'date',
  order: (column) => ({ expression: column, type: 'date', last: `'infinity'`, first: `'-infinity'` }),
  readCell: (text, context) => readWrittenDay(text, context)?.day ?? text,
};

/** What a day without its time means where a moment is asked for. */
const startOfWork = '09:00';

export const dateTime: Column = {
  type: () => 'timestamptz(3)',
  read: (stored) => (stored instanceof Date ? stored : new Date(String(stored))).toISOString(),
  order: (column) => ({ expression: column, type: 'timestamptz', last: `'infinity'`, first: `'-infinity'` }),
  readCell: (text, context) => {
    // As an export writes it, to the millisecond.
    if (isoMoment.test(text)) return text;
    const written = readWrittenDay(text, context);
    if (!written) return text;
    const { day, time, offset } = written;
    return offset === null
      ? momentOf(day, time ?? startOfWork, context.timeZone)
      : new Date(`${day}T${time ?? '00:00:00'}${offset}`).toISOString();
  },
};
