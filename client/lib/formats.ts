import { createSignal, type Accessor } from 'solid-js';

/** How a tenant writes days, times and numbers, and with which day its weeks begin; as its settings call them. */
export type Formats = {
  readonly dateFormat: 'dayMonth' | 'monthDay' | 'yearMonthDay';
  readonly timeFormat: 'hours12' | 'hours24';
  readonly numberFormat: 'lakhs' | 'thousands' | 'spaces';
  readonly weekStart: 'monday' | 'sunday' | 'saturday';
};

const usual: Formats = {
  dateFormat: 'dayMonth',
  timeFormat: 'hours12',
  numberFormat: 'lakhs',
  weekStart: 'monday',
};

const [current, setCurrent] = createSignal<Formats>(usual);

/** Reactive: every day and time on the screen follows the tenant's settings. */
export const formats: Accessor<Formats> = current;

/** Uses what a tenant's settings say; what they do not say is as usual. */
export const setFormats = (settings: { readonly [name: string]: unknown } | null): void => {
  const { dateFormat, timeFormat, numberFormat, weekStart } = { ...usual, ...settings } as Formats;
  setCurrent({ dateFormat, timeFormat, numberFormat, weekStart });
};

/** A day in figures, as it is written here: what an input shows as an example. */
export const dayInFigures = (): string => (formats().dateFormat === 'dayMonth' ? '24/11' : '11/24');

/** The weekday with which a week begins, Sunday being 0. */
export const firstWeekday = (): number => ({ sunday: 0, monday: 1, saturday: 6 })[formats().weekStart];
