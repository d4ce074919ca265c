import { createHash } from 'node:crypto';
import { sql } from '@mikro-orm/core';
import { Secret, TOTP } from 'otpauth';
import { Refusal } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';
import { RecoveryCode, SecondFactor } from '#server/database/tables/identity.ts';
import { generatePassword } from './passwords.ts';
import { seal, unseal } from './seal.ts';

/** Someone's second factor: codes of an app that shares a secret with the server, and codes on paper for when it is lost. */
export type FactorState = {
  readonly isOn: boolean;
  readonly since: Date | null;
  readonly recoveryCodesLeft: number;
};

type Holder = { readonly db: Database; readonly userId: string; readonly jwtSecret: string };

const stepSeconds = 30;
/** A code is good half a minute before and after its time: clocks of phones go wrong. */
const leeway = 1;
const howManyCodes = 10;

const contextOf = (userId: string): string => `second factor of ${userId}`;

const totpOf = (secret: Secret, label = '', issuer = ''): TOTP =>
  // SHA-1, six digits, half a minute: what every app knows, and some take for granted.
  new TOTP({ secret, label, issuer, algorithm: 'SHA1', digits: 6, period: stepSeconds });

export const factorOf = async ({ db, userId }: Omit<Holder, 'jwtSecret'>): Promise<FactorState> =>
  db.entities(async (em) => {
    const found = await em.findOne(SecondFactor, { userId, confirmedAt: { $ne: null } });
    const recoveryCodesLeft = await em.count(RecoveryCode, { userId, usedAt: null });
    return { isOn: found !== null, since: found?.confirmedAt ?? null, recoveryCodesLeft };
  });

/** Makes a secret that is good for nothing until a code of it was typed. Throws CONFLICT where there is one in force. */
export const beginFactor = async (
  { db, userId, jwtSecret }: Holder,
  { label, issuer }: { readonly label: string; readonly issuer: string },
): Promise<{ readonly secret: string; readonly uri: string }> => {
  const secret = new Secret({ size: 20 });
  await db.entities((em) =>
    em.transactional(async (tx) => {
      await tx.nativeDelete(SecondFactor, { userId, confirmedAt: null });
      if ((await tx.count(SecondFactor, { userId })) > 0)
        throw new Refusal('CONFLICT', 'Your second factor is on. Turn it off before you set up another.');
      const sealedSecret = seal(secret.base32, contextOf(userId), jwtSecret);
      await tx.insert(SecondFactor, { userId, sealedSecret, confirmedAt: null, lastStep: null, createdAt: new Date() });
    }),
  );
  return { secret: secret.base32, uri: totpOf(secret, label, issuer).toString() };
};

/** Which step a code is of; null where it is none of these minutes. */
const stepOf = (sealedSecret: string, code: string, { userId, jwtSecret }: Holder): number | null => {
  const opened = unseal(sealedSecret, contextOf(userId), jwtSecret);
  if (opened === null || !/^\d{6}$/.test(code)) return null;
  const timestamp = Date.now();
  const delta = totpOf(Secret.fromBase32(opened)).validate({ token: code, timestamp, window: leeway });
  return delta === null ? null : Math.floor(timestamp / 1000 / stepSeconds) + delta;
};

/** "123 456", as apps show it. */
const tidied = (code: string): string => code.replaceAll(/\s/g, '');

/**
 * Turns it on for a person who gives a code of it, and answers with the recovery codes: they are shown once. Null where
 * the code is not right.
 */
export const confirmFactor = async (holder: Holder, code: string): Promise<readonly string[] | null> => {
  const { db, userId } = holder;
  return db.entities((em) =>
    em.transactional(async (tx) => {
      const found = await tx.findOne(SecondFactor, { userId, confirmedAt: null });
      if (!found)
        throw new Refusal('CONFLICT', 'Begin again: there is no second factor that waits for its first code.');
      const step = stepOf(found.sealedSecret, tidied(code), holder);
      if (step === null) return null;
      // Its first code is used up as well.
      const set = await tx.nativeUpdate(
        SecondFactor,
        { userId, confirmedAt: null },
        { confirmedAt: new Date(), lastStep: step },
      );
      if (set === 0) throw new Refusal('CONFLICT', 'Your second factor was turned on elsewhere at this moment.');
      return writeCodes(tx, userId);
    }),
  );
};

type Em = Parameters<Parameters<Database['entities']>[0]>[0];

const writeCodes = async (em: Em, userId: string): Promise<readonly string[]> => {
  const codes = Array.from({ length: howManyCodes }, generatePassword);
  await em.nativeDelete(RecoveryCode, { userId });
  await em.insertMany(
    RecoveryCode,
    codes.map((code) => ({ userId, codeHash: hashOf(code, userId), usedAt: null })),
  );
  return codes;
};

/** New recovery codes; the ones before open nothing any more. */
export const renewCodes = ({ db, userId }: Omit<Holder, 'jwtSecret'>): Promise<readonly string[]> =>
  db.entities((em) => em.transactional((tx) => writeCodes(tx, userId)));

export const dropFactor = async ({ db, userId }: Omit<Holder, 'jwtSecret'>): Promise<void> => {
  await db.entities((em) =>
    em.transactional(async (tx) => {
      await tx.nativeDelete(SecondFactor, { userId });
      await tx.nativeDelete(RecoveryCode, { userId });
    }),
  );
};

/**
 * Whether this is a code of theirs, of the app or from paper. Each is good once: who looks over a shoulder, or reads the
 * line, has nothing, and of two who show the same one at once one comes in.
 */
export const useCode = async (holder: Holder, given: string): Promise<boolean> => {
  const { db, userId } = holder;
  const code = tidied(given);
  return db.entities(async (em) => {
    if (!/^\d+$/.test(code)) {
      const used = await em.nativeUpdate(
        RecoveryCode,
        { userId, codeHash: hashOf(code, userId), usedAt: null },
        { usedAt: sql.now() },
      );
      return used > 0;
    }
    const found = await em.findOne(SecondFactor, { userId, confirmedAt: { $ne: null } });
    const step = found && stepOf(found.sealedSecret, code, holder);
    if (step === null) return false;
    const later = { $or: [{ lastStep: null }, { lastStep: { $lt: step } }] };
    return (
      (await em.nativeUpdate(SecondFactor, { userId, confirmedAt: { $ne: null }, ...later }, { lastStep: step })) > 0
    );
  });
};

/** With 79 bits of chance in each, a slow hash would protect nothing more. Dashes and capitals are left to the person. */
const hashOf = (code: string, userId: string): string =>
  createHash('sha256')
    .update(`${userId} ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`)
    .digest('base64url');
