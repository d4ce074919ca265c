import { everywhere } from '#shared/access.ts';
import { isTimeZone } from '#shared/calendar-day.ts';
import type { Catalog } from '#shared/catalog.ts';
import { collection } from '#shared/collection.ts';
import { currencies, homeCurrency } from '#shared/currencies.ts';
import { boolean } from '#shared/fields/boolean.ts';
import { choice } from '#shared/fields/choice.ts';
import { rows } from '#shared/fields/rows.ts';
import { text } from '#shared/fields/text.ts';
import { fold } from '#shared/fold.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { canBeNamed, isColor, isImageName, settingsId, type GivenName } from '#shared/tailoring.ts';
import { tailoredByAdmins } from './access.ts';

/** What a tenant is called, how it looks, and how it writes days, times and money. */
export const settings = collection({
  name: 'settings',
  label: { one: 'Settings', many: 'Settings' },
  suites: ['dental', 'general'],
  icon: 'settings',
  supporting: true,
  fields: {
    name: text({ label: 'Name', required: true, max: 80, help: 'Shown at the top of every page and at sign-in.' }),
    accent: text({ label: 'Accent colour', required: true, max: 24, help: 'Like #0f766e, or teal.' }),
    logo: text({
      label: 'Logo',
      max: 80,
      help: 'A PNG, JPEG or WebP image of at most 512 kB, by the name that its upload answered with.',
    }),
    names: rows({
      label: 'What modules are called',
      max: 60,
      help: 'In tabs, headings and sentences. What is not named here is called as the product calls it.',
      columns: {
        module: text({ label: 'Module', required: true, max: 40 }),
        one: text({ label: 'One of them', required: true, max: 40 }),
        many: text({ label: 'Several', required: true, max: 40 }),
      },
    }),
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
    numberFormat: choice({
      label: 'Numbers',
      required: true,
      default: 'lakhs',
      choices: [
        { value: 'lakhs', label: '12,34,567.5' },
        { value: 'thousands', label: '1,234,567.5' },
        { value: 'spaces', label: '1 234 567.5' },
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
    adminsNeedSecondFactor: boolean({
      label: 'Admins need a second factor',
      required: true,
      default: false,
      help: 'An admin without one is asked to set it up at the next sign-in, before anything else.',
    }),
  },
  title: ['name'],
  scopes: [],
  access: tailoredByAdmins({ create: false, view: everywhere }),
  sorts: [{ label: 'Name', by: ['name'] }],
  filters: [],
  list: ['name', 'timeZone', 'currency'],
  form: [
    { title: 'Organization', fields: ['name', 'logo', 'accent'] },
    { title: 'Region', fields: ['timeZone', 'currency', 'dateFormat', 'timeFormat', 'numberFormat', 'weekStart'] },
    { title: 'Names', fields: ['names'] },
    { title: 'Security', fields: ['adminsNeedSecondFactor'] },
  ],
  check: (next, previous, { catalog }) => {
    if (next.id !== settingsId) throw invalid('id', 'The settings are one record, and it is there already.');
    if (next.deletedAt) throw new Refusal('FORBIDDEN', 'Settings cannot be deleted.');
    if (!isColor(next.accent)) throw invalid('accent', 'Write the colour with six hexadecimal digits, like #0f766e.');
    if (next.logo !== null && !isImageName(next.logo))
      throw invalid('logo', 'Upload the image first, and name it as its upload was answered.');
    if (next.names !== (previous?.names ?? null)) refuseNames(next.names ?? [], catalog);
    if (!isTimeZone(next.timeZone))
      throw invalid('timeZone', `There is no time zone "${next.timeZone}"; write one like Asia/Kolkata.`);
  },
});

/** Two modules of one name: people mix them up. */
const refuseNames = (given: readonly GivenName[], catalog: Catalog): void => {
  const named = new Map<string, GivenName>();
  for (const name of given) {
    const definition = catalog.named(name.module);
    if (!definition || !canBeNamed(definition))
      throw invalid('names', `"${name.module}" is no module of this workspace that can be named.`);
    if (named.has(name.module))
      throw invalid('names', `"${definition.label.many}" has two names. Leave one of them out.`);
    named.set(name.module, name);
  }
  const taken = new Map<string, string>();
  for (const { name: module, label, productLabel = label } of catalog.collections.filter(canBeNamed)) {
    const many = named.get(module)?.many ?? productLabel.many;
    const other = taken.get(fold(many));
    if (other !== undefined) throw invalid('names', `"${many}" is what another module is called. Choose another name.`);
    taken.set(fold(many), module);
  }
};
