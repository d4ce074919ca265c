import { withPlainDigits } from './written/digits.ts';
import { dialled } from './written/phone.ts';
import { withoutJoiners } from './written/marks.ts';

/** Letters that no decomposition makes plain, as people type them who do not have them. */
const plainLetters: { readonly [letter: string]: string } = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};

/**
 * Latin accents, and the nukta, a dot below that many leave out. Other marks stay: Tamil and Hindi vowel signs are
 * combining marks too, and carry meaning.
 */
const accents = /[\u0300-\u036f\u093c\u09bc\u0a3c\u0abc\u0b3c]/g;

const apostrophes = /['’‘‛ʼʻ`´′＇]/g;

/**
 * The form in which text is compared: case, compatibility forms, accents, apostrophes, marks that no one sees, and the
 * script of digits do not matter.
 */
export const fold = (text: string): string =>
  withPlainDigits(withoutJoiners(text))
    // Before they are decomposed: an accent that stands alone becomes a space and a mark.
    .replaceAll(apostrophes, '')
    .normalize('NFKD')
    .replaceAll(accents, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[øłđðıßæœþ]/g, (letter) => plainLetters[letter] ?? letter);

/** What stands between the words and the initials of a text, for a search. */
const separators = /[\s.,;:/\\()[\]{}"“”„«»&+*_|·•\p{Pd}]+/u;

const isAddress = (word: string): boolean => /.@./u.test(word);

/** Initials, and what is written with dots or dashes, others write as one word; of whole words the words are enough. */
const isWrittenApart = (words: readonly string[], folded: string): boolean =>
  words.some(({ length }) => length <= 2) || words.length > folded.split(/\s+/u).filter(Boolean).length;

/** A longer text is no name, and is not searched as one word. */
const longestName = 120;

/**
 * What a search looks through of a text: its words, and where it helps all of them as one, so that "S.Kumar", "S Kumar"
 * and "skumar" find each other, as "rs puram" and "R.S.Puram" do.
 */
export const searchable = (text: string): string => {
  const folded = fold(text);
  const words = folded.split(separators).filter(Boolean);
  const spaced = [...words, ...folded.split(/\s+/u).filter(isAddress)].join(' ');
  return words.length > 1 && spaced.length <= longestName && isWrittenApart(words, folded)
    ? `${spaced} ${words.join('')}`
    : spaced;
};

/** The form that lists are sorted by: case and Latin accents do not matter, so that Élise stands beside Elise. */
export const sortable = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[øłđðıßæœþ]/g, (letter) => sortedAs[letter] ?? letter);

/** One letter for each, as SQL's `translate` has it in the function `sortable` of a tenant's database. */
const sortedAs: { readonly [letter: string]: string } = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  ß: 's',
  æ: 'a',
  œ: 'o',
  þ: 't',
};

/** The digits by which a phone is found: "098430 12345", "+91 98430-12345" and "98430" all meet the stored number. */
export const phoneDigits = (text: string): string => text.replaceAll(/\D/g, '').replace(/^0+/, '');

/** With a slash in it only where it is long enough: "12/3" is a house. */
const looksLikePhone = (text: string): boolean =>
  /^[\d\s+()./-]+$/.test(text) && /\d/.test(text) && (!text.includes('/') || phoneDigits(text).length >= 8);

/** Whether a search is for a phone number, with enough of it for a call. */
export const isPhoneSearch = (query: string): boolean =>
  looksLikePhone(dialled(query)) && phoneDigits(query).length >= 8;

/** The pieces that must all occur in a record's search text. */
export const searchTerms = (query: string): string[] => {
  const number = dialled(query);
  if (looksLikePhone(number)) {
    const digits = phoneDigits(number);
    return digits ? [digits] : [];
  }
  const terms = fold(query)
    .split(/\s+/u)
    // An address is found as a whole, for its parts are in many others.
    .flatMap((word) => (isAddress(word) ? word : word.split(separators)))
    .filter(Boolean);
  // A search for signs alone finds nothing, and not everything.
  return terms.length > 0 ? terms.slice(0, 8) : [fold(query.trim())].filter(Boolean);
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
