import { TOTP, URI } from 'otpauth';
import type { Database } from '#server/database/connection.ts';
import { beginFactor, confirmFactor } from '#server/identity/second-factor.ts';

/** The app on someone's phone. */
export type Authenticator = {
  /** The code that it shows; `steps` half minutes later or earlier. */
  readonly code: (steps?: number) => string;
  /** A code that can be used at once, as if time had passed since the last. */
  readonly fresh: () => Promise<string>;
  readonly recoveryCodes: readonly string[];
};

export const authenticatorOf = (uri: string): Pick<Authenticator, 'code'> => {
  const totp = URI.parse(uri);
  if (!(totp instanceof TOTP)) throw new Error('not an address of codes by time');
  return { code: (steps = 0) => totp.generate({ timestamp: Date.now() + steps * totp.period * 1000 }) };
};

/** Turns on someone's second factor as they would. */
export const withSecondFactor = async (db: Database, userId: string, jwtSecret: string): Promise<Authenticator> => {
  const holder = { db, userId, jwtSecret };
  const { uri } = await beginFactor(holder, { label: 'someone@example.com', issuer: 'DentraCRM' });
  const { code } = authenticatorOf(uri);
  const recoveryCodes = await confirmFactor(holder, code());
  if (!recoveryCodes) throw new Error('the first code was not taken');
  return {
    code,
    recoveryCodes,
    fresh: async () => {
      await db.query('update second_factors set last_step = null where user_id = $1', [userId]);
      return code();
    },
  };
};
