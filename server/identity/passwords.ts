import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify, type Options } from '@node-rs/argon2';
import { longestPassword, passwordProblem } from '#shared/password-rules.ts';
import { invalid } from '#shared/refusal.ts';
import { createFairSlots } from '#server/fair-slots.ts';

// Argon2id, as OWASP's first choice has it; the package's constants are a const enum, which stripped types cannot read.
const settings: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, settings);

/**
 * So many passwords are looked at at once: each takes a core for a good while, and a thread of the few that files and
 * compression need as well. Those who work are not to feel it when a hundred passwords are tried.
 */
const atOnce = Math.max(1, Math.min(2, availableParallelism() - 1));
const turns = createFairSlots({ places: () => atOnce, waitTimeoutMs: 10_000 });

let decoy: Promise<string> | undefined;

/**
 * Whether this is the password. Without a hash (no person of that name, or none with a password) it takes as long and
 * says no: the time of the answer must not tell who exists. `from` names who tries, and takes turns with others: one who
 * tries many waits for them alone. Throws RATE_LIMITED or UNAVAILABLE where there are too many to look at.
 */
export const verifyPassword = async (passwordHash: string | null, password: string, from: string): Promise<boolean> => {
  if (password.length > longestPassword) return false;
  const known = passwordHash ?? (await (decoy ??= hashPassword(generatePassword())));
  const end = await turns.reserve([from]).granted;
  try {
    const right = await verify(known, password);
    return passwordHash !== null && right;
  } finally {
    end();
  }
};

/**
 * Refuses a new password that is too easy to guess, or too long to be one. `about`: what is known of its owner; `field`:
 * where it was sent.
 */
export const checkPassword = (password: string, about: readonly string[] = [], field = 'password'): void => {
  const problem = passwordProblem(password, about);
  if (problem !== null) throw invalid(field, problem);
};

// Without the characters that people confuse when they copy from a screen.
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of four, to be read aloud and typed: about 79 bits. */
export const generatePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')).join(
    '-',
  );
