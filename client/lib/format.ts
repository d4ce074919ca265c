import { dayOf, daysBetween } from '#shared/calendar-day.ts';
import { formats } from './formats.ts';

const made = new Map<string, Intl.DateTimeFormat>();

const formatWith = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify(options);
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-IN', options);
  made.set(key, format);
  return format;
};

// A day has no time zone; read in UTC it stays the day that it is.
const inUtc = (day: string): Date => new Date(`${day}T00:00:00Z`);

const partsOf = (date: Date, options: Intl.DateTimeFormatOptions): Record<string, string> =>
  Object.fromEntries(
    formatWith(options)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );

const shortDay = (day: string, today: string): string => {
  const {
    weekday,
    day: number,
    month,
    year,
  } = partsOf(inUtc(day), {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  switch (formats().dateFormat) {
    case 'dayMonth':
      return isThisYear ? `${weekday} ${number} ${month}` : `${number} ${month} ${year}`;
    case 'monthDay':
      return isThisYear ? `${weekday}, ${month} ${number}` : `${month} ${number}, ${year}`;
    case 'yearMonthDay':
      return isThisYear ? `${weekday} ${day}` : day;
  }
};

/** A day as people say it: Today, Tomorrow, Yesterday, Mon 24 Nov, 24 Nov 2027. */
export const describeDay = (day: string, today: string): string => {
  const ahead = daysBetween(today, day);
  if (ahead === 0) return 'Today';
  if (ahead === 1) return 'Tomorrow';
  if (ahead === -1) return 'Yesterday';
  return shortDay(day, today);
};

/** The same day, exactly: for a hover. */
export const exactDay = (day: string): string => {
  const options = { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  const { weekday, day: number, month, year } = partsOf(inUtc(day), options);
  switch (formats().dateFormat) {
    case 'dayMonth':
      return `${weekday}, ${number} ${month} ${year}`;
    case 'monthDay':
      return `${weekday}, ${month} ${number}, ${year}`;
    case 'yearMonthDay':
      return `${weekday}, ${day}`;
  }
};

/** "Wed" */
export const weekdayOf = (day: string): string =>
  partsOf(inUtc(day), { timeZone: 'UTC', weekday: 'short' }).weekday ?? '';

/** "9:00 am", or "09:00", of a time on the clock; "24:00" is midnight. */
export const describeClock = (time: string): string =>
  time === '24:00' ? 'midnight' : describeTime(`2026-01-01T${time}:00Z`, 'UTC');

/** "2:05 pm", or "14:05" */
export const describeTime = (iso: string, timeZone: string): string =>
  formatWith(
    formats().timeFormat === 'hours12'
      ? { timeZone, hour: 'numeric', minute: '2-digit', hour12: true }
      : { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  ).format(new Date(iso));

/** "Today, 2:05 pm" */
export const describeMoment = (iso: string, today: string, timeZone: string): string =>
  `${describeDay(dayOf(new Date(iso), timeZone), today)}, ${describeTime(iso, timeZone)}`;

/** The same with its date, to be read on another day: "Fri 20 Nov, 2:05 pm" */
export const describeDatedMoment = (iso: string, today: string, timeZone: string): string =>
  `${shortDay(dayOf(new Date(iso), timeZone), today)}, ${describeTime(iso, timeZone)}`;

export const exactMoment = (iso: string, timeZone: string): string =>
  `${exactDay(dayOf(new Date(iso), timeZone))}, ${describeTime(iso, timeZone)}`;

/** How long ago while that says more than the date: "just now", "5 min ago", "3 h ago", then a day. */
export const describeAgo = (iso: string, now: Date, timeZone: string): string => {
  const minutes = Math.floor((now.getTime() - Date.parse(iso)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const today = dayOf(now, timeZone);
  if (minutes < 12 * 60 && dayOf(new Date(iso), timeZone) === today) return `${Math.floor(minutes / 60)} h ago`;
  return describeMoment(iso, today, timeZone);
};

const numbers = { lakhs: new Intl.NumberFormat('en-IN'), thousands: new Intl.NumberFormat('en-US') } as const;

// Narrow, so that a number stays one, and unbreakable, so that it stays on its line.
const withSpaces = (written: string): string => written.replaceAll(',', '\u202f');

/** Grouped as the tenant does: 12,34,567 in India, 1,234,567 or 1 234 567 elsewhere. */
export const formatNumber = (value: number): string => {
  const { numberFormat } = formats();
  return numberFormat === 'spaces' ? withSpaces(numbers.thousands.format(value)) : numbers[numberFormat].format(value);
};

/** Minor units as money: ₹1,25,000, and the paise only when there are some. */
export const formatMoney = (minor: number, currency = 'INR'): string => {
  const { numberFormat } = formats();
  const written = new Intl.NumberFormat(numberFormat === 'lakhs' ? 'en-IN' : 'en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: minor % 100 === 0 ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(minor / 100);
  return numberFormat === 'spaces' ? withSpaces(written) : written;
};

/** "1 lead", "1,234 leads" */
export const count = (value: number, one: string, many: string): string =>
  `${formatNumber(value)} ${value === 1 ? one : many}`;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A Tamil or Hindi letter is several code points; cut by code point it would lose its vowel. */
export const lettersOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

const titles = /^(dr|mr|mrs|ms|prof|er|adv)$/iu;

/** "Priya Raman" → "PR"; "Dr. Anitha Venkatesan" → "AV" */
export const initialsOf = (name: string): string => {
  const all = name.split(/[\s.]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const words = all.length > 1 && titles.test(all[0] ?? '') ? all.slice(1) : all;
  const [first = '?', ...rest] = words;
  const last = rest.at(-1) ?? '';
  return ((lettersOf(first)[0] ?? '') + (lettersOf(last)[0] ?? '')).toLocaleUpperCase();
};
