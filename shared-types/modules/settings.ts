import { everywhere } from '#shared/access.ts';
import { isTimeZone } from '#shared/calendar-day.ts';
import { collection } from '#shared/collection.ts';
import { currencies, homeCurrency } from '#shared/currencies.ts';
import { choice } from '#shared/fields/choice.ts';
import { text } from '#shared/fields/text.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { isColor, settingsId } from '#shared/tailoring.ts';
import { tailoredByAdmins } from './access.ts';

/** What a tenant is called, how it looks, and how it writes days, times and money. */
export const settings = collection({
  name: 'settings',
  label: { one: 'Settings', many: 'Settings' },
  suites: ['dental', 'general'],
  icon: 'settings',
  supporting: true,
  single: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 80, help: 'Shown at the top of every page and at sign-in.' }),
    accent: text({ label: 'Accent colour', required: true, max: 24, help: 'Like #0f766e, or teal.' }),
    timeZone: text({
      label: 'Time zone',
      required: true,
      max: 60,
      help: 'Decides when a day begins for everyone, like Asia/Kolkata.',
    }),
    currency: choice({
      label: 'Currency',
      required: true,
      default: homeCurrency,
      help: 'Amounts are shown in it. They are not converted when it changes.',
      choices: currencies,
    }),
    dateFormat: choice({
      label: 'Dates',
      required: true,
      default: 'dayMonth',
      choices: [
        { value: 'dayMonth', label: '24 Nov 2026' },
        { value: 'monthDay', label: 'Nov 24, 2026' },
        { value: 'yearMonthDay', label: '2026-11-24' },
      ],
    }),
    timeFormat: choice({
      label: 'Times',
      required: true,
      default: 'hours12',
      choices: [
        { value: 'hours12', label: '2:05 pm' },
        { value: 'hours24', label: '14:05' },
      ],
    }),
    weekStart: choice({
      label: 'A week begins on',
      required: true,
      default: 'monday',
      choices: [
        { value: 'monday', label: 'Monday' },
        { value: 'sunday', label: 'Sunday' },
        { value: 'saturday', label: 'Saturday' },
      ],
    }),
  },
  title: ['name'],
  scopes: [],
  access: tailoredByAdmins({ create: false, view: everywhere }),
  sorts: [{ label: 'Name', by: ['name'] }],
  filters: [],
  list: ['name', 'timeZone', 'currency'],
  form: [
    { title: 'Organization', fields: ['name', 'accent'] },
    { title: 'Region', fields: ['timeZone', 'currency', 'dateFormat', 'timeFormat', 'weekStart'] },
  ],
  check: (next) => {
    if (next.id !== settingsId) throw invalid('id', 'The settings are one record, and it is there already.');
    if (next.deletedAt) throw new Refusal('FORBIDDEN', 'Settings cannot be deleted.');
    if (!isColor(next.accent)) throw invalid('accent', 'Write the colour with six hexadecimal digits, like #0f766e.');
    if (!isTimeZone(next.timeZone))
      throw invalid('timeZone', `There is no time zone "${next.timeZone}"; write one like Asia/Kolkata.`);
  },
});
