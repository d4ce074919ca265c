/** The first of each script's ten digits that no decomposition makes plain. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
];

const digits = zeros.map((zero) => String.fromCodePoint(...Array.from({ length: 10 }, (_, n) => zero + n))).join('');

/** Behind those that become another letter, so that `translate` leaves them out. */
const apostrophes = `'’‘‛ʼʻ\`´′＇`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const unseen = String.raw`[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]`;
const spaces = String.raw`[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]`;
const accents = String.raw`[\u0300-\u036f\u093c\u09bc\u0a3c\u0abc\u0b3c]`;

/**
 * The form in which the values of unique fields are compared. The same as `fold` in shared-types/fold.ts but for digits
 * of scripts beyond the first plane. Most names are plain, and plain ones are cheaper.
 */
export const folded = `create function folded(value text) returns text language sql immutable parallel safe return
  case when octet_length(value) = length(value) then lower(translate(value, ${quoted("'`")}, '') collate "C")
    else replace(replace(replace(replace(translate(
      lower(normalize(regexp_replace(normalize(
        translate(
          regexp_replace(regexp_replace(value, '${unseen}', '', 'g'), '${spaces}', ' ', 'g'),
          ${quoted(digits + apostrophes)}, '${'0123456789'.repeat(zeros.length)}'
        ), nfkd), '${accents}', '', 'g'), nfc) collate "und-x-icu"),
      'øłđðı', 'olddi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') collate "C" end`;
