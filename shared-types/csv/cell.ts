/**
 * Cells of a spreadsheet that hold what people typed. A spreadsheet runs a cell that begins like a formula, so such a
 * text goes out behind an apostrophe, also behind invisible spaces, and comes back without it: whatever was
 * exported is imported as it was.
 */
const likeFormula = /^'*[\s\p{Cf}]*[=+\-@＝＋－＠]|^'*[\t\r]/u;

/** A plain number, a telephone number with its plus included, starts nothing; nor does one written with blanks. */
const plainNumber = /^(?:[+-]?\d+(?:\.\d+)?|\+\d{1,3} \d[\d -]*)$/;

/**
 * A spreadsheet takes these for numbers or days, and saves something else: without the zero in front, without the last
 * digits, `12E5` as 1200000, `1.50` as 1.5, `3-4` as a day.
 */
const reinterpreted =
  /^'*(?:[+-]?(?:0\d+|\d{12,}|\d+(?:\.\d+)?e[+-]?\d+|\d+\.\d*0)|\d{1,4}[-/:]\d{1,4}|\d{1,4}([-/.:])\d{1,2}\1\d{1,4})$/i;

export const guardCell = (text: string): string =>
  likeFormula.test(text) && !plainNumber.test(text) ? `'${text}` : text;

/** The same for text that may look like a number or a day: an id, a code, a number as it was typed. */
export const guardText = (text: string): string => (reinterpreted.test(text) ? `'${text}` : guardCell(text));

export const unguardCell = (text: string): string =>
  text.startsWith("'") && (likeFormula.test(text.slice(1)) || reinterpreted.test(text.slice(1))) ? text.slice(1) : text;
