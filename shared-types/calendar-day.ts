/** Calendar days are `YYYY-MM-DD` strings; what "today" is depends on the tenant's time zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

const partsIn = (timeZone: string): Intl.DateTimeFormat => {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
};

const wallClock = (at: Date, timeZone: string): Record<string, string> =>
  Object.fromEntries(
    partsIn(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );

const lastDay = new Map<string, { readonly minute: number; readonly day: string }>();

/** The calendar day at that moment in that time zone. */
export const dayOf = (at: Date, timeZone: string): string => {
  // Asked for with every mutation, and costly to work out; no zone changes its day but at a full minute.
  const minute = Math.floor(at.getTime() / 60_000);
  const known = lastDay.get(timeZone);
  if (known?.minute === minute) return known.day;
  const { year, month, day } = wallClock(at, timeZone);
  lastDay.set(timeZone, { minute, day: `${year}-${month}-${day}` });
  return `${year}-${month}-${day}`;
};

export const addDays = (day: string, count: number): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
};

/** How many days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** The moment at which a wall clock in that zone shows this day and time, as an ISO string in UTC. */
export const momentOf = (day: string, time: string, timeZone: string): string => {
  const wanted = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}Z`);
  // Two steps settle the offset even next to a daylight-saving change.
  let moment = wanted;
  for (let step = 0; step < 2; step++) {
    const { year, month, day: shownDay, hour, minute, second } = wallClock(new Date(moment), timeZone);
    moment += wanted - Date.parse(`${year}-${month}-${shownDay}T${hour}:${minute}:${second}Z`);
  }
  return new Date(moment).toISOString();
};

export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
};

/** Whether there is a time zone of this name, like Asia/Kolkata. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};
