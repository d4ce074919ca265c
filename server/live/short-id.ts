const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Three hexadecimal digits are two characters of base64url. */
const pairs = Array.from({ length: 4_096 }, (_, n) => digits.charAt(n >> 6) + digits.charAt(n & 63));
/** The value of each hexadecimal digit by its code; others have 16, which shows in any sum. */
const hexValues = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return value < 0 ? 16 : value;
});
/** Where the digits of a UUID are. */
const places = Array.from({ length: 36 }, (_, at) => at).filter((at) => ![8, 13, 18, 23].includes(at));

const hexAt = (id: string, at: number): number => hexValues[id.charCodeAt(at)] ?? 16;

/** A UUID in 22 characters; null where it is none. Made by hand: it is most of what a frame costs. */
export const shortened = (id: string): string | null => {
  if (id.length !== 36 || id[8] !== '-' || id[13] !== '-' || id[18] !== '-' || id[23] !== '-') return null;
  let text = '';
  for (let i = 0; i < 30; i += 3) {
    const a = hexAt(id, places[i] as number);
    const b = hexAt(id, places[i + 1] as number);
    const c = hexAt(id, places[i + 2] as number);
    if (((a | b | c) & 16) !== 0) return null;
    text += pairs[(a << 8) | (b << 4) | c];
  }
  const a = hexAt(id, 34);
  const b = hexAt(id, 35);
  return ((a | b) & 16) !== 0 ? null : text + pairs[(a << 8) | (b << 4)];
};

/** The same, and anything else as it is. */
export const shortId = (id: string): string => shortened(id) ?? id;
