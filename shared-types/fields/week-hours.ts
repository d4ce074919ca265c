import { InvalidValue, factory } from './field.ts';
import { presence } from './operators.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** A stretch of a day, from one time to a later one: `09:00`, `18:30`. A day ends at `24:00`. */
export type TimeSpan = { readonly from: string; readonly to: string };

/** When a place is open. A weekday that is left out is closed. */
export type WeekHours = { readonly [day in Weekday]?: readonly TimeSpan[] };

const mostSpans = 4;
const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const shortName = (day: Weekday): string => `${day.charAt(0).toUpperCase()}${day.slice(1, 3)}`;
const longName = (day: Weekday): string => `${day.charAt(0).toUpperCase()}${day.slice(1)}`;

const isObject = (input: unknown): input is { readonly [key: string]: unknown } =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

const parseSpan = (input: unknown, day: string): TimeSpan => {
  const { from, to, ...others } = isObject(input) ? input : {};
  if (typeof from !== 'string' || typeof to !== 'string' || Object.keys(others).length > 0)
    throw new InvalidValue(`needs a time to open and a time to close on ${day}`);
  if (!time.test(from) || !(time.test(to) || to === '24:00'))
    throw new InvalidValue(`has a time on ${day} that is none; write it like 09:00 or 18:30`);
  if (to <= from) throw new InvalidValue(`closes before it opens on ${day}`);
  return { from, to };
};

const parseDay = (input: unknown, day: string): readonly TimeSpan[] => {
  if (!Array.isArray(input)) throw new InvalidValue(`needs a list of times on ${day}`);
  if (input.length > mostSpans) throw new InvalidValue(`has more than ${mostSpans} stretches on ${day}`);
  const spans = input.map((each) => parseSpan(each, day)).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  if (spans.some((span, at) => span.from < (spans[at - 1]?.to ?? '')))
    throw new InvalidValue(`has two stretches on ${day} that overlap`);
  return spans;
};

const dayNamed = (text: string): Weekday | undefined =>
  text.length < 3 ? undefined : weekdays.find((day) => day.startsWith(text.toLowerCase()));

/** "Mon 09:00-13:00, 14:00-18:00" */
const readDayText = (text: string): [Weekday, TimeSpan[]] => {
  const [, name = '', rest = ''] = /^\s*([a-z]+)\s+(.+)$/i.exec(text) ?? [];
  const day = dayNamed(name);
  if (!day) throw new InvalidValue('should be hours by weekday, like Mon 09:00-13:00, 14:00-18:00; Tue 09:00-18:00');
  const spans = rest.split(',').map((span) => {
    const [from = '', to = ''] = span.split(/[-–]/).map((one) => one.trim().padStart(5, '0'));
    return { from, to };
  });
  return [day, spans];
};

/** Hours by weekday: when a clinic or an office is open. */
export const weekHours = factory<WeekHours>({
  name: 'weekHours',
  operators: presence,
  parse: (input) => {
    if (!isObject(input)) throw new InvalidValue('should be hours by weekday');
    const stray = Object.keys(input).find((key) => !(weekdays as readonly string[]).includes(key));
    if (stray !== undefined) throw new InvalidValue(`has "${stray.slice(0, 40)}", which is no weekday`);
    const days = weekdays.map((day) => [day, parseDay(input[day] ?? [], longName(day))] as const);
    return Object.fromEntries(days.filter(([, spans]) => spans.length > 0));
  },
  parseText: (text) =>
    Object.fromEntries(
      text
        .split(';')
        .filter((part) => part.trim() !== '')
        .map(readDayText),
    ),
  formatText: (value) =>
    weekdays
      .flatMap((day) => {
        const spans = value[day]?.map(({ from, to }) => `${from}-${to}`);
        return spans ? [`${shortName(day)} ${spans.join(', ')}`] : [];
      })
      .join('; '),
  partsOf: (value) => new Map(Object.entries(value)),
  sortKey: (value) => Object.keys(value).length,
  schema: () => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      weekdays.map((day) => [
        day,
        {
          type: 'array',
          maxItems: mostSpans,
          items: {
            type: 'object',
            properties: {
              from: { type: 'string', pattern: time.source },
              to: { type: 'string', pattern: String.raw`^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$` },
            },
            required: ['from', 'to'],
            additionalProperties: false,
          },
        },
      ]),
    ),
  }),
  samples: () => [
    { monday: [{ from: '09:00', to: '18:00' }] },
    {
      tuesday: [
        { from: '09:00', to: '13:00' },
        { from: '14:00', to: '24:00' },
      ],
      sunday: [{ from: '10:30', to: '12:00' }],
    },
  ],
});
