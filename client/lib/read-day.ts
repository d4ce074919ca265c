import { addDays, isDay } from '#shared/calendar-day.ts';
import { date } from '#shared/fields/date.ts';
import { formats } from './formats.ts';

const field = date({ label: 'Date' });
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const named: Record<string, number> = { today: 0, tod: 0, tomorrow: 1, tom: 1, tmrw: 1, yesterday: -1 };

/** The next such weekday after today: on a Monday, "mon" is in a week. */
const nextWeekday = (text: string, today: string): string | null => {
  if (text.length < 3) return null;
  const wanted = weekdays.findIndex((name) => name.startsWith(text));
  if (wanted < 0) return null;
  const now = new Date(`${today}T00:00:00Z`).getUTCDay();
  return addDays(today, ((wanted - now + 6) % 7) + 1);
};

const parsed = (text: string, today: string): string | null => {
  const read = field.kind.parseText(text, field, { today, timeZone: 'UTC' });
  return typeof read === 'string' && isDay(read) ? read : null;
};

/**
 * What someone means by what they type into a date field: `tom`, `+3`, `fri`, `24`, `24/11`, `24 nov`, `24/11/2026`; with
 * the month first, `11/24`, where the tenant writes days so.
 * Without a year the day is the next such day. Null when it is no day.
 */
export const readDay = (typed: string, today: string): string | null => {
  const text = typed.trim().toLowerCase();
  if (Object.hasOwn(named, text)) return addDays(today, named[text] ?? 0);
  const counted = /^([+-])\s*(\d{1,3})d?$/.exec(text);
  if (counted) return addDays(today, Number(`${counted[1]}${counted[2]}`));
  const full = parsed(dayFirst(text), today);
  if (full) return full;
  // "Mon 24 Nov" is how the field itself shows a day.
  const bare = text.replace(/^(sun|mon|tue|wed|thu|fri|sat)[a-z]*[,\s]+/, '');
  return nextWeekday(text, today) ?? parsed(dayFirst(bare), today) ?? withoutYear(dayFirst(bare), today);
};

/** "11/24" and "Nov 24, 2026" with the day first, as it is read. A first figure that is no month is the day already. */
const dayFirst = (text: string): string => {
  const named = /^([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:,?[\s-]+(\d{4}))?$/.exec(text);
  if (named) return [named[2], named[1], named[3]].filter(Boolean).join(' ');
  const [, first, between, second, rest = ''] = /^(\d{1,2})([/.-])(\d{1,2})((?:[/.-]\d{4})?)$/.exec(text) ?? [];
  const isMonthFirst = formats().dateFormat !== 'dayMonth' && Number(first) <= 12;
  return first !== undefined && isMonthFirst ? `${second}${between}${first}${rest}` : text;
};

const withoutYear = (text: string, today: string): string | null => {
  const year = Number(today.slice(0, 4));
  if (/^\d{1,2}$/.test(text)) {
    const thisMonth = `${today.slice(0, 8)}${text.padStart(2, '0')}`;
    return isDay(thisMonth) && thisMonth >= today ? thisMonth : null;
  }
  const separator = /[a-z]/.test(text) ? ' ' : '/';
  const days = [year, year + 1].map((each) => parsed(`${text}${separator}${each}`, today));
  return days.find((day) => day !== null && day >= today) ?? days[0] ?? null;
};
