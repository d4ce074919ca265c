const isDigit = (code: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(code));

/** How far a digit is above its script's zero: digits stand together in tens. */
const valueOf = (digit: string): number => {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && isDigit(code - value - 1)) value += 1;
  return value;
};

/** Digits of any script (Tamil, Devanagari, full width) as 0 to 9. The rest stays as it is. */
export const withPlainDigits = (text: string): string =>
  text.replaceAll(/[^\P{Nd}0-9]/gu, (digit) => String(valueOf(digit.normalize('NFKC'))));
