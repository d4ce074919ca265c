import type { Limits } from '#server/limits.ts';
import { platformSegment } from '#server/identity/authenticate.ts';

type Guess = {
  /** Where someone signs in, and as whom. */
  readonly segment: string;
  readonly email: string;
  readonly address: string;
  /** The number of a browser on which this account has signed in before; null for any other. */
  readonly device: string | null;
};

/** A guess that was counted, until it is known whether it was right. */
export type CountedGuess = {
  readonly wasRight: () => Promise<void>;
  /** It was not looked at: everything that it cost is given back. */
  readonly takeBack: () => Promise<void>;
};

/**
 * Counts a guess at a password before it is looked at: a hundred at once are still a hundred. A few for an account from
 * one address, or from one known browser; many for an account in all, and for an address, which a known browser is
 * spared, so that guesses of others do not keep it out. A guess at someone of the platform counts once over all places
 * where they can sign in; it is counted for every account, so that nothing tells who they are. Throws RATE_LIMITED.
 */
export const countGuess = async (
  limits: Pick<Limits, 'signInPair' | 'signInAccount' | 'signInAddress'>,
  { segment, email, address, device }: Guess,
): Promise<CountedGuess> => {
  const accounts = [...new Set([`${segment} ${email}`, `${platformSegment} ${email}`])];
  const from = device === null ? address : `device ${device}`;
  const pairs = accounts.map((account) => `${account} ${from}`);
  // One by one: what the first refuses costs no point of the others.
  for (const pair of pairs) await limits.signInPair.take(pair);
  if (device === null) {
    for (const account of accounts) await limits.signInAccount.take(account);
    await limits.signInAddress.take(address);
  }
  const refundOthers = (): Promise<void>[] =>
    device === null
      ? [...accounts.map((account) => limits.signInAccount.refund(account)), limits.signInAddress.refund(address)]
      : [];
  return {
    wasRight: async () => {
      // A right password here says nothing of guesses at the platform's: only what this one cost is given back there.
      const [own, ...elsewhere] = pairs;
      await Promise.all([
        ...(own === undefined ? [] : [limits.signInPair.forget(own)]),
        ...elsewhere.map((pair) => limits.signInPair.refund(pair)),
        ...refundOthers(),
      ]);
    },
    takeBack: async () => {
      await Promise.all([...pairs.map((pair) => limits.signInPair.refund(pair)), ...refundOthers()]);
    },
  };
};
