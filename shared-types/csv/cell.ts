/**
 * Cells of a spreadsheet that hold what people typed. A spreadsheet runs a cell that begins like a formula, so such a
 * text goes out behind an apostrophe, also behind spaces that nobody sees, and comes back without it: whatever was
 * exported is imported as it was.
 */
const likeFormula = /^'*[\s\p{Cf}]*[=+\-@＝＋－＠]|^'*[\t\r]/u;

/** A plain number, a telephone number with its plus included, starts nothing. */
const plainNumber = /^[+-]?\d+(\.\d+)?$/;

export const guardCell = (text: string): string =>
  likeFormula.test(text) && !plainNumber.test(text) ? `'${text}` : text;

export const unguardCell = (text: string): string =>
  text.startsWith("'") && likeFormula.test(text.slice(1)) ? text.slice(1) : text;
