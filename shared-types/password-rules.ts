/** What a new password has to be, the same at sign-up, at a change and at a reset, on both sides. */
export const shortestPassword = 12;
export const longestPassword = 200;

/** In characters as people count them, near enough: one of Tamil or an emoji is not two for its two units. */
export const lengthOf = (password: string): number => Array.from(password).length;

/** What passwords are most often made of: with digits and signs around it, one of these is still among the first guesses. */
const commonWords = new Set(
  (
    'password passwort passcode admin administrator welcome letmein letmeinnow iloveyou qwerty qwertyuiop asdfghjkl zxcvbnm ' +
    'monkey dragon sunshine princess football baseball cricket superman batman master login user guest test testing change ' +
    'changeme changemenow secret mysecret default computer internet hello helloworld india indian bharat krishna ganesh sairam ' +
    'omsairam omnamahshivaya jaishreeram chennai coimbatore mumbai bangalore dentist dental dentracrm dentra clinic hospital ' +
    'smile smiles doctor company business abcd abcde abcdef trustno thankyou mypassword yourpassword newpassword'
  ).split(' '),
);

/** Without case and accents. The product's own `fold` knows phones and scripts, which a sign-up page need not fetch. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const substitutes: Readonly<Record<string, string>> = { '@': 'a', $: 's', '0': 'o', '1': 'i', '3': 'e' };

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const runs = rows.flatMap((row) => [row, Array.from(row).toReversed().join('')]);

/** "1234567890qwerty": nothing but neighbours on the keyboard or in the alphabet, or nothing at all but signs. */
const isRuns = (text: string): boolean => {
  let rest = text;
  while (rest.length > 0) {
    let length = Math.min(rest.length, 26);
    while (length > 2 && !runs.some((run) => run.includes(rest.slice(0, length)))) length -= 1;
    if (length <= 2 && rest.length > 2) return false;
    rest = rest.slice(length);
  }
  return true;
};

/** "abcabcabcabc", "aaaaaaaaaaaa": a short piece over and over. */
const isRepeated = (text: string): boolean => /^(.{1,5})\1+.{0,4}$/su.test(text);

/** What is left without the digits and signs around and in it, with and without those that stand for letters. */
const wordsIn = (text: string): string[] => {
  const spelled = text.replaceAll(/[@$013]/g, (letter) => substitutes[letter] ?? letter);
  return [text, spelled].map((one) => one.replaceAll(/[^a-z]/g, ''));
};

const isCommon = (text: string): boolean =>
  wordsIn(text).some((word) => {
    if (commonWords.has(word)) return true;
    // "passwordpassword"
    const half = word.slice(0, word.length / 2);
    return half.length > 3 && half + half === word && commonWords.has(half);
  }) || isRuns(text.replaceAll(/[^\p{L}\p{M}\p{N}]/gu, ''));

/** Parts of someone's name and address, as people who know them would try them first. */
const partsOf = (about: readonly string[]): string[] => {
  const parts = about.flatMap((one) => plain(one).split(/[^a-z]+/));
  return parts.filter((part) => part.length > 3);
};

/** The password is little more than such a part: "anitha123456". */
const isAbout = (text: string, about: readonly string[]): boolean => {
  const [word = ''] = wordsIn(text);
  const others = partsOf(about).reduce((rest, part) => rest.replaceAll(part, ''), word);
  return word !== others && others.length < 4;
};

/**
 * What is wrong with a new password, as a sentence for a person; null where nothing is. `about` is what is known of its
 * owner: name, email address, workspace.
 */
export const passwordProblem = (password: string, about: readonly string[] = []): string | null => {
  if (lengthOf(password) < shortestPassword) return `A password has at least ${shortestPassword} characters.`;
  if (password.length > longestPassword) return `A password has at most ${longestPassword} characters.`;
  const text = plain(password);
  if (isRepeated(text) || isCommon(text)) return 'This password is among the first that are guessed. Choose another.';
  if (isAbout(text, about)) return 'This is your own name or address. Choose what others do not know of you.';
  return null;
};

export type PasswordStrength = 'weak' | 'fair' | 'strong';

/** A hint while it is typed: length counts for more than odd characters. `weak` is what is refused. */
export const passwordStrength = (password: string, about: readonly string[] = []): PasswordStrength => {
  if (passwordProblem(password, about) !== null) return 'weak';
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const different = new Set(password).size;
  return password.length + kinds * 2 >= 22 && different > 8 ? 'strong' : 'fair';
};
