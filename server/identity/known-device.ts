import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyFor } from './csrf.ts';

/**
 * A browser on which someone has signed in before: its cookie is a number of its own and a seal for each account that
 * did. Strangers' guesses cannot keep such a browser out, and its own guesses are counted by its number.
 */
export type KnownDevice = { readonly number: string; readonly seals: readonly string[] };

/** At a front desk several people share a browser; who came in longest ago is forgotten first. */
const mostAccounts = 12;
const sealLength = 22;

const sealOf = (number: string, account: string, jwtSecret: string): string =>
  createHmac('sha256', keyFor('device', jwtSecret))
    .update(`${number} ${account}`)
    .digest('base64url')
    .slice(0, sealLength);

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Reads a cookie; null for one that is none of ours. */
export const readDevice = (cookie: string | null): KnownDevice | null => {
  const [number = '', ...seals] = (cookie ?? '').split('.');
  if (!/^[\w-]{22}$/.test(number) || seals.length > mostAccounts) return null;
  return { number, seals };
};

/** Whether this account has signed in there. */
export const knowsAccount = (device: KnownDevice | null, account: string, jwtSecret: string): boolean => {
  if (!device) return false;
  const expected = sealOf(device.number, account, jwtSecret);
  return device.seals.some((seal) => isSame(seal, expected));
};

/** The cookie of a browser on which this account has just signed in. */
export const withAccount = (device: KnownDevice | null, account: string, jwtSecret: string): string => {
  const { number, seals } = device ?? { number: randomBytes(16).toString('base64url'), seals: [] };
  const own = sealOf(number, account, jwtSecret);
  return [number, own, ...seals.filter((seal) => seal !== own)].slice(0, mostAccounts + 1).join('.');
};
