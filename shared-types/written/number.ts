import { currencies } from '#shared/currencies.ts';

const codes = currencies.map(({ value }) => value).join('|');
const sign = `[₹$€£¥]|Rs\\.?|(?:${codes})`;

/** What stands around an amount and is no part of it: "₹", "Rs.", "INR", "/-", "%". */
const before = new RegExp(`^([+-]?)\\s*(?:${sign})\\s*`, 'iu');
const after = new RegExp(`\\s*(?:${sign}|/-|%)$`, 'iu');

const exponent = /^[+-]?\d+(?:\.\d+)?e[+-]?\d+$/i;
const plain = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
/** 1,250 and 1,25,000.50: the last group before the point has three figures. */
const byComma = /^[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?$/;
/** 1.250,50 and 1.250.000. */
const byPoint = /^[+-]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/;
const decimalComma = /^[+-]?\d+,\d+$/;
/** 1 250 000 and 1'250'000. */
const bySpace = /^[+-]?\d{1,3}(?:[ ']\d{2,3})*[ ']\d{3}(?:[.,]\d+)?$/;

/**
 * The number that people write: `1,25,000`, `₹ 1,250.50`, `1.250,50`, `3,4` (which is 3.4), `(250)`. Null for what is
 * none: a unit that is not known ("34 yrs") makes it another number.
 */
export const readWrittenNumber = (text: string): number | null => {
  const typed = text
    .trim()
    .replaceAll(/[\s\u00a0\u202f]+/gu, ' ')
    .replaceAll(/[−–]/g, '-');
  const [, inBrackets] = /^\(([^()-]+)\)$/.exec(typed) ?? [];
  const bare = (inBrackets ?? typed)
    .replace(before, '$1')
    .replace(after, '')
    .replace(/^([+-]) /, '$1');
  const digits = digitsOf(bare);
  const value = digits === null ? Number.NaN : Number(digits);
  if (!Number.isFinite(value)) return null;
  return inBrackets === undefined ? value : -value;
};

const digitsOf = (bare: string): string | null => {
  if (plain.test(bare) || exponent.test(bare)) return bare;
  if (byComma.test(bare)) return bare.replaceAll(',', '');
  if (byPoint.test(bare)) return bare.replaceAll('.', '').replace(',', '.');
  if (decimalComma.test(bare)) return bare.replace(',', '.');
  return bySpace.test(bare) ? bare.replaceAll(/[ ']/g, '').replace(',', '.') : null;
};
