import parsePhoneNumber from 'libphonenumber-js/min';
import { phoneDigits } from '#shared/fold.ts';
import { InvalidValue, cleanString, factory } from './field.ts';
import { matching } from './operators.ts';
import { isRounded } from '#shared/written/rounded.ts';
import { dialled } from '#shared/written/phone.ts';
import { text } from './text.ts';

/** The country that a number without a prefix belongs to. */
const home = 'IN';

/** A phone as E.164. What was typed is kept beside it, in the collection's `…Raw` field. */
export const phone = factory<string>({
  name: 'phone',
  operators: matching,
  identifies: true,
  companion: (name, { label }) => ({
    [`${name}Raw`]: text({ label: `${label} as typed`, readOnly: true, rawOf: name, max: 40 }),
  }),
  parse: (input) => {
    const typed = cleanString(input, 'a phone number').trim();
    if (typed.length > 40) throw new InvalidValue('is too long for a phone number');
    if (isRounded(typed))
      throw new InvalidValue('was shortened by a spreadsheet: give all of its digits, in a column formatted as text');
    const parsed = parsePhoneNumber(dialled(typed), home);
    if (!parsed?.isPossible() || !parsed.isValid()) {
      throw new InvalidValue('is not a phone number: ten digits for India, or + and the country code');
    }
    return parsed.number;
  },
  parseText: (text) => text.trim(),
  formatText: (value) => value,
  // With blanks it is text: "+91 98430 12345".
  formatCell: (value) => parsePhoneNumber(value)?.formatInternational() ?? value,
  sortKey: (value) => value,
  schema: () => ({ type: 'string', format: 'phone', examples: ['+919843012345', '98430 12345'] }),
  searchText: phoneDigits,
});

/** As people read it aloud: "98430 12345" at home, "+971 50 123 4567" from abroad. */
export const formatPhone = (e164: string): string => {
  const parsed = parsePhoneNumber(e164);
  if (!parsed) return e164;
  if (parsed.country !== home) return parsed.formatInternational();
  const national = parsed.nationalNumber;
  return /^[6-9]/.test(national) && national.length === 10
    ? `${national.slice(0, 5)} ${national.slice(5)}`
    : parsed.formatNational();
};
