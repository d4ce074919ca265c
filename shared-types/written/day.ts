import { addDays, isDay } from '#shared/calendar-day.ts';

/** Which comes first in a day that is all figures: 3/4/2026 is in April or in March. */
export type DayOrder = 'dayMonth' | 'monthDay';

export type DayContext = {
  readonly today: string;
  readonly timeZone: string;
  /** Holds where the figures themselves do not tell; the day comes first unless said. */
  readonly dayOrder?: DayOrder;
};

/** A day as someone wrote it, with the time and the zone beside it, where there are any. */
export type WrittenDay = {
  readonly day: string;
  /** `HH:mm:ss`. */
  readonly time: string | null;
  /** `Z`, or like `+05:30`. */
  readonly offset: string | null;
};

/** No day, with or without its time, is longer; a cell of a file may be, and patterns try long texts for long. */
const longest = 60;

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const monthNamed = (name: string): number =>
  monthNames.findIndex(
    (full) => full.startsWith(name.toLowerCase()) || (name.toLowerCase() === 'sept' && full[0] === 's'),
  ) + 1;

const two = (part: string | number): string => String(part).padStart(2, '0');

/** "26" is 2026, "85" is 1985: what lies more than twenty years ahead was a century before. */
const fullYear = (year: string, today: string): number => {
  if (year.length === 4) return Number(year);
  const now = Number(today.slice(0, 4));
  const near = Math.floor(now / 100) * 100 + Number(year);
  return near > now + 20 ? near - 100 : near;
};

const dayFrom = (year: number, month: number | string, day: number | string): string | null => {
  const text = `${year}-${two(month)}-${two(day)}`;
  return isDay(text) ? text : null;
};

const figures = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})$/;

/** Seconds, or milliseconds, since 1970, as programs count them; of our time, and longer than any day in figures. */
const countedMoment = /^1\d{9}(?:\d{3})?$/;

/** Spreadsheets count days from the end of 1899. Fewer digits are no day of our time, more are no such count. */
const spreadsheetDay = /^([2-7]\d{4})(?:[.,](\d+))?$/;

const timeTail =
  /(?:^|[\s,T])\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?:\s*([ap])\.?\s?m\.?)?\s*(Z|(?:UTC|GMT)?\s*[+-]\d{1,2}(?::?\d{2})?|UTC|GMT|IST)?$/i;
const hourTail = /[\s,]\s*(\d{1,2})\s*([ap])\.?\s?m\.?$/i;

const timeOf = (hour: string, minute: string, second: string, half: string | undefined): string | null => {
  let hours = Number(hour);
  if (half) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  return hours < 24 && Number(minute) < 60 && Number(second) < 60 ? `${two(hours)}:${minute}:${second}` : null;
};

/** Null for a zone that is not known here; undefined where there is none. */
const offsetOf = (zone: string | undefined, timeZone: string): string | null | undefined => {
  if (zone === undefined) return undefined;
  const name = zone.toUpperCase();
  // Three zones are called so.
  if (name === 'IST') return /^Asia\/(Kolkata|Calcutta)$/.test(timeZone) ? '+05:30' : null;
  const [, sign, hours = '', minutes = '00'] = /([+-])(\d{1,2}?):?(\d{2})?$/.exec(name) ?? [];
  if (!sign) return 'Z';
  return Number(hours) <= 14 && Number(minutes) < 60 ? `${sign}${two(hours)}:${minutes}` : null;
};

const split = (
  typed: string,
  timeZone: string,
): { rest: string; time: string | null; offset: string | null } | null => {
  const found = timeTail.exec(typed);
  if (found) {
    const [whole, hour = '', minute = '', second = '00', half, zone] = found;
    const time = timeOf(hour, minute, second, half);
    const offset = offsetOf(zone, timeZone);
    if (time === null || offset === null) return null;
    return { rest: typed.slice(0, typed.length - whole.length), time, offset: offset ?? null };
  }
  const [whole = '', hour = '', half] = hourTail.exec(typed) ?? [];
  if (whole === '') return { rest: typed, time: null, offset: null };
  const time = timeOf(hour, '00', '00', half);
  return time === null ? null : { rest: typed.slice(0, typed.length - whole.length), time, offset: null };
};

const nearDays: { readonly [word: string]: number } = { yesterday: -1, tomorrow: 1 };

const relativeDay = (text: string, today: string): string | null => {
  const near = nearDays[text.toLowerCase()];
  if (near !== undefined) return addDays(today, near);
  const relative = /^today\s*(?:([+-])\s*(\d{1,4}))?$/i.exec(text);
  return relative ? addDays(today, Number(`${relative[1] ?? ''}${relative[2] ?? 0}`)) : null;
};

const inFigures = (text: string, { today, dayOrder = 'dayMonth' }: DayContext): string | null => {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text) ?? /^((?:19|20)\d{2})()(\d{2})(\d{2})$/.exec(text);
  if (iso) return dayFrom(Number(iso[1]), iso[3] ?? '', iso[4] ?? '');
  const [, first = '', , second = '', year = ''] = figures.exec(text) ?? [];
  if (year === '') return null;
  // What cannot be a month is the day, whatever the others are.
  const monthFirst = Number(second) > 12 || (dayOrder === 'monthDay' && Number(first) <= 12);
  return dayFrom(fullYear(year, today), monthFirst ? first : second, monthFirst ? second : first);
};

const withMonthName = (text: string, today: string): string | null => {
  const dayFirst = /^(\d{1,2})[\s/.-]*([a-z]{3,9})[\s,/.'-]*(\d{4}|\d{2})$/i.exec(text);
  const monthFirst = /^([a-z]{3,9})[\s/.-]*(\d{1,2})[\s,/.'-]+(\d{4}|\d{2})$/i.exec(text);
  const yearFirst = /^(\d{4})[\s/.-]*([a-z]{3,9})[\s/.-]*(\d{1,2})$/i.exec(text);
  const [day = '', name = '', year = ''] = dayFirst
    ? [dayFirst[1], dayFirst[2], dayFirst[3]]
    : monthFirst
      ? [monthFirst[2], monthFirst[1], monthFirst[3]]
      : [yearFirst?.[3], yearFirst?.[2], yearFirst?.[1]];
  const month = name === '' ? 0 : monthNamed(name);
  return month === 0 ? null : dayFrom(fullYear(year, today), month, day);
};

const fromSpreadsheet = (text: string): WrittenDay | null => {
  const [, days, fraction = ''] = spreadsheetDay.exec(text) ?? [];
  if (!days) return null;
  const at = new Date(
    Date.UTC(1899, 11, 30) + Number(days) * 86_400_000 + Math.round(Number(`0.${fraction || 0}`) * 86_400) * 1000,
  );
  const [day = '', time = ''] = at.toISOString().split('T');
  return { day, time: fraction === '' ? null : time.slice(0, 8), offset: null };
};

const fromMoment = (text: string): WrittenDay | null => {
  if (!countedMoment.test(text)) return null;
  const at = new Date(Number(text.padEnd(13, '0')));
  const [day = '', time = ''] = at.toISOString().split('T');
  return { day, time: time.slice(0, 8), offset: 'Z' };
};

/** "14:30 21/11/2026" says the same as "21/11/2026 14:30". */
const timeFirst = /^(\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.? ?m\b\.?)?),? (?:on )?(\S.*)$/i;
/** After a year a point parts hours and minutes too: "21.11.2026 14.30". */
const pointedTime = /(?<=\d{4}(?:-\d{1,2}-\d{1,2})?,? )(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=$| )/;

/** The same day and time, written with one kind of blanks and dashes, without the name of a zone that figures give already. */
const evened = (text: string): string =>
  text
    .trim()
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/(?<=[+-]\d{2}:?\d{2}) \([^()]+\)$/, '')
    .replace(/,? at (?=\d)/i, ' ')
    .replace(timeFirst, '$2 $1')
    .replace(pointedTime, (_, ...parts: string[]) => parts.slice(0, 3).filter(Boolean).join(':'));

/** What is left of a written day beside its time: the bare day, without its weekday and endings. */
const bareDay = (rest: string): string =>
  rest
    .replace(/[\s,T]+$/, '')
    .replace(/^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?\b[.,]?\s+/i, '')
    .replace(/(\d)(?:st|nd|rd|th)\b/i, '$1')
    .replace(/ of /i, ' ')
    .replaceAll(/(?<=\d) ?([-/.]) ?(?=\d)/g, '$1');

/**
 * The day, and the time where there is one, that people, spreadsheets and other products write: `31/12/26`,
 * `5th Dec 2026`, `2026/12/05`, `Dec 5, 2026 2:30 PM`, `2026-12-05T14:30:15+0530`, a spreadsheet's `46361`, `today-3`.
 * Null for what is none.
 */
export const readWrittenDay = (text: string, context: DayContext): WrittenDay | null => {
  if (text.trim().length > longest) return null;
  const typed = evened(text);
  const counted = fromSpreadsheet(typed) ?? fromMoment(typed);
  if (counted) return counted;
  const parts = split(typed, context.timeZone);
  if (!parts) return null;
  const bare = bareDay(parts.rest);
  const day = relativeDay(bare, context.today) ?? inFigures(bare, context) ?? withMonthName(bare, context.today);
  return day === null ? null : { day, time: parts.time, offset: parts.offset };
};

/** What a written day tells of the order in its column: nothing where it is not all figures, or the same either way. */
export const dayOrderIn = (text: string, timeZone: string): DayOrder | 'either' | null => {
  if (text.length > longest) return null;
  const [, first, , second] = figures.exec(bareDay(split(evened(text), timeZone)?.rest ?? '')) ?? [];
  if (first === undefined || second === undefined || Number(first) === Number(second)) return null;
  if (Number(first) > 12) return Number(second) > 12 ? null : 'dayMonth';
  return Number(second) > 12 ? 'monthDay' : 'either';
};
