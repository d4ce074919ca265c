/**
 * Cells of a spreadsheet that hold what people typed. A spreadsheet runs a cell that begins like a formula, so such a
 * text goes out behind an apostrophe, also behind invisible spaces, and comes back without it: whatever was
 * exported is imported as it was.
 */
const likeFormula = /^'*[\s\p{Cf}]*[=+\-@＝＋－＠]|^'*[\t\r]/u;

/** A plain number, a telephone number with its plus included, starts nothing; nor does one written with blanks. */
const plainNumber = /^(?:[+-]?\d+(?:\.\d+)?|\+\d{1,3} \d[\d -]*)$/;

/** A spreadsheet takes these for numbers, and drops the zero in front and the last digits when it saves them. */
const longDigits = /^'*(?:0\d+|\d{12,})$/;

export const guardCell = (text: string): string =>
  likeFormula.test(text) && !plainNumber.test(text) ? `'${text}` : text;

/** The same for text that may be all digits: an id, a number as it was typed. */
export const guardText = (text: string): string => (longDigits.test(text) ? `'${text}` : guardCell(text));

export const unguardCell = (text: string): string =>
  text.startsWith("'") && (likeFormula.test(text.slice(1)) || longDigits.test(text.slice(1))) ? text.slice(1) : text;
