import parsePhoneNumber from 'libphonenumber-js/min';
import { phoneDigits } from '#shared/fold.ts';
import { InvalidValue, cleanString, factory } from './field.ts';
import { matching } from './operators.ts';
import { text } from './text.ts';

/** The country that a number without a prefix belongs to. */
const home = 'IN';

/** A phone as E.164. What was typed is kept beside it, in the collection's `…Raw` field. */
export const phone = factory<string>({
  name: 'phone',
  operators: matching,
  identifies: true,
  titles: {
    suffixes: ['number', 'no'],
    others: ['mobile', 'mobile number', 'mobile no', 'phone number', 'contact number', 'contact no', 'WhatsApp number'],
  },
  companion: (name, { label }) => ({
    [`${name}Raw`]: text({ label: `${label} as typed`, readOnly: true, rawOf: name, max: 40 }),
  }),
  parse: (input) => {
    const typed = cleanString(input, 'a phone number').trim();
    if (typed.length > 40) throw new InvalidValue('is too long for a phone number');
    const bare = typed.replaceAll(/\D/g, '');
    // "91 98430 12345" is how many write it: a country code without its plus.
    const candidate = !typed.startsWith('+') && bare.length === 12 && bare.startsWith('91') ? `+${bare}` : typed;
    const parsed = parsePhoneNumber(candidate, home);
    if (!parsed?.isPossible() || !parsed.isValid()) {
      throw new InvalidValue('is not a phone number: ten digits for India, or + and the country code');
    }
    return parsed.number;
  },
  parseText: (text) => text.trim(),
  formatText: (value) => value,
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
