import { createHash, createHmac } from 'node:crypto';
import { LockMode, sql, type EntityManager } from '@mikro-orm/core';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { AccountLink } from '#server/database/tables/identity.ts';
import { keyFor } from './csrf.ts';

export type LinkKind = 'invite' | 'reset';

export type LinkSecret = Pick<Config, 'jwtSecret'>;

/**
 * The secret of a link: 256 bits that follow from its id and a key that only the server has, so that every pod gives
 * out the same. The database keeps a hash of it, which opens nothing.
 */
export const linkToken = (id: string, { jwtSecret }: LinkSecret): string =>
  createHmac('sha256', keyFor('link', jwtSecret)).update(id).digest('base64url');

const hashed = (token: string): string => createHash('sha256').update(token).digest('base64url');

type NewLink = { readonly id: string; readonly kind: LinkKind; readonly userId: string; readonly expiresAt: Date };

/** Adds a link, unless it is there. */
export const addLink = async (tx: EntityManager, link: NewLink, secret: LinkSecret): Promise<void> => {
  const tokenHash = hashed(linkToken(link.id, secret));
  await tx.upsert(
    AccountLink,
    { ...link, tokenHash, createdAt: new Date() },
    { onConflictFields: ['id'], onConflictAction: 'ignore' },
  );
};

/** Voids the links for a new password that someone has: another is coming, or they have chosen one. */
export const replaceResets = async (tx: EntityManager, userId: string): Promise<void> => {
  const open = { userId, kind: 'reset', usedAt: null, replacedAt: null };
  await tx.nativeUpdate(AccountLink, open, { replacedAt: sql.now() });
};

export type FoundLink = {
  readonly id: string;
  readonly kind: LinkKind;
  readonly userId: string;
  readonly expiresAt: Date;
  readonly isUsed: boolean;
  readonly isReplaced: boolean;
  readonly hasExpired: boolean;
};

/** The link of a token. With `lock`, no one else uses it meanwhile. Throws LINK_UNKNOWN. */
export const findLink = async (tx: EntityManager, token: string, lock = false): Promise<FoundLink> => {
  const link = await tx.findOne(
    AccountLink,
    { tokenHash: hashed(token) },
    { populate: ['hasExpired'], refresh: true, ...(lock ? { lockMode: LockMode.PESSIMISTIC_WRITE } : {}) },
  );
  if (!link) {
    throw new Refusal(
      'LINK_UNKNOWN',
      'This link is not complete. Open it again from the message that you were sent, or copy all of it.',
      { field: 'token' },
    );
  }
  const { id, userId, expiresAt } = link;
  return {
    id,
    userId,
    expiresAt,
    kind: link.kind as LinkKind,
    isUsed: link.usedAt !== null,
    isReplaced: link.replacedAt !== null,
    hasExpired: link.hasExpired === true,
  };
};

export const useLink = async (tx: EntityManager, id: string): Promise<void> => {
  await tx.nativeUpdate(AccountLink, { id }, { usedAt: sql.now() });
};

type Reason = 'LINK_USED' | 'LINK_EXPIRED' | 'LINK_REVOKED';

/** What is wrong, and what to do next. */
const sentences: { readonly [kind in LinkKind]: { readonly [reason in Reason]: string } } = {
  invite: {
    LINK_USED: 'This invitation was used already. Sign in with the password that you chose then.',
    LINK_EXPIRED: 'This invitation has expired. Ask the person who invited you to send it again.',
    LINK_REVOKED:
      'This invitation was withdrawn, or a newer one took its place. Look for a newer message, or ask the person who invited you.',
  },
  reset: {
    LINK_USED: 'This link was used already. Sign in with the password that you chose then, or ask for another link.',
    LINK_EXPIRED: 'This link has expired. Ask for another one.',
    LINK_REVOKED: 'A newer link took the place of this one. Open the newest message, or ask for another link.',
  },
};

export const linkRefusal = (kind: LinkKind, reason: Reason): Refusal => new Refusal(reason, sentences[kind][reason]);

export const deactivated = (): Refusal =>
  new Refusal('ACCOUNT_DEACTIVATED', 'Your access was taken away. Ask an admin of your workspace to give it back.');
