import { withPlainDigits } from './digits.ts';
import { withoutJoiners } from './marks.ts';

/** What stands before a number in links, in exports of ads, and in cells. */
const label = /^(?:tel|p|ph|phone|mob|mobile|cell|whatsapp|wa)\s*[.:]+\s*/i;

/**
 * A phone number as it would be dialled, from what people and programs write: digits of any script, any dash, `tel:`,
 * a country code twice or without its plus, a decimal point that a spreadsheet gave it.
 */
export const dialled = (typed: string): string => {
  const text = withPlainDigits(withoutJoiners(typed))
    .replaceAll(/\p{Pd}/gu, '-')
    .replaceAll('＋', '+')
    .trim()
    .replace(label, '')
    .replace(/^00(?=[1-9])/, '+')
    .replace(/(?<=\d{4})\.0+$/, '')
    .replace(/^(\+\d{1,3})[\s-]*\(0\)/, '$1');
  const bare = text.replaceAll(/\D/g, '');
  if (/[a-z]/i.test(text)) return text;
  // The country code twice, or a 0 before or after it.
  const [, local] = /^0?91(?:91|0)?([6-9]\d{9})$/.exec(bare) ?? [];
  if (local) return `+91${local}`;
  // "91 422 226 7096" is how many write it: a country code without its plus.
  return !text.startsWith('+') && bare.length === 12 && bare.startsWith('91') ? `+${bare}` : text;
};

/** A number as the address of a chat: `https://wa.me/919843012345`. */
const chatLink = /https?:\/\/(?:wa\.me\/|api\.whatsapp\.com\/send\/?\?phone=)\+?/gi;

/** Between two numbers or addresses in one cell. */
const between = /\s*(?::::|[;,|/\n&]|\bor\b|\band\b)\s*/i;

/** The numbers in one cell: "98430 70177 / 98430 70178". */
export const phonesIn = (text: string): string[] =>
  text
    .replaceAll(chatLink, '+')
    .split(between)
    .map((part) => part.trim())
    .filter(Boolean);

/** The addresses in one cell; a name beside one, as mail programs write it, is none. */
export const emailsIn = (text: string): string[] =>
  withoutJoiners(text)
    .match(/[^\s<>"'“”„‘’«»(),:;|[\]]+@[^\s<>"'“”„‘’«»(),:;|[\]]+/gu)
    ?.map((found) => found.replace(/\.+$/, '')) ?? [];
