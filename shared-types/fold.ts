/**
 * The form in which text is searched: case, compatibility forms and Latin accents do not matter.
 * Only U+0300–036F goes: Tamil and Hindi vowel signs are combining marks too, and carry meaning.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();

/** The digits by which a phone is found: "098430 12345", "+91 98430-12345" and "98430" all meet the stored number. */
export const phoneDigits = (text: string): string => text.replaceAll(/\D/g, '').replace(/^0+/, '');

const looksLikePhone = (text: string): boolean => /^[\d\s+().-]+$/.test(text) && /\d/.test(text);

/** The pieces that must all occur in a record's search text. */
export const searchTerms = (query: string): string[] => {
  const trimmed = query.trim();
  if (looksLikePhone(trimmed)) {
    const digits = phoneDigits(trimmed);
    return digits ? [digits] : [];
  }
  return fold(trimmed).split(/\s+/u).filter(Boolean).slice(0, 8);
};

/** Orders strings as PostgreSQL's "C" collation does: by code point, where JavaScript's `<` goes by UTF-16 unit. */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogateX = x >= 0xd800 && x <= 0xdfff;
    const surrogateY = y >= 0xd800 && y <= 0xdfff;
    // A surrogate stands for a code point above U+FFFF, which sorts after every other unit.
    if (surrogateX !== surrogateY) return surrogateX ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
};
