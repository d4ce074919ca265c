import type { EntityManager } from '@mikro-orm/core';
import { Credential } from '#server/database/tables/identity.ts';
import type { Mail } from '#server/mail/mail.ts';
import { passwordChanged } from '#server/mail/templates/password-changed.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import {
  deactivated,
  findLink,
  linkRefusal,
  replaceResets,
  useLink,
  type FoundLink,
  type LinkKind,
} from './account-links.ts';
import { endRowsOf, endSession } from './end-session.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import { accountsWithIds, type Account } from './people.ts';

export type OpenLink = { readonly kind: LinkKind; readonly account: Account; readonly expiresAt: string };

/**
 * Whose link this is. Throws LINK_UNKNOWN, LINK_USED, LINK_REVOKED, LINK_EXPIRED or ACCOUNT_DEACTIVATED, each with what
 * to do next: only the person who was given such a token has it.
 */
export const openLink = async (tenant: Tenant, token: string): Promise<OpenLink> => {
  const link = await tenant.db.entities((em) => findLink(em, token));
  const account = (await accountsWithIds(tenant.db, [link.userId])).get(link.userId);
  if (!account?.person.active) throw deactivated();
  const expiresAt = link.expiresAt.toISOString();
  if (link.kind === 'invite') {
    if (account.joinedAt !== null) throw linkRefusal('invite', 'LINK_USED');
    if (account.inviteExpiresAt !== expiresAt) throw linkRefusal('invite', 'LINK_REVOKED');
  }
  requireUnused(link);
  return { kind: link.kind, account, expiresAt };
};

const requireUnused = ({ kind, isUsed, isReplaced, hasExpired }: FoundLink): void => {
  if (isUsed) throw linkRefusal(kind, 'LINK_USED');
  if (isReplaced) throw linkRefusal(kind, 'LINK_REVOKED');
  if (hasExpired) throw linkRefusal(kind, 'LINK_EXPIRED');
};

type Choice = { readonly token: string; readonly kind: LinkKind; readonly password: string };

/**
 * Gives someone the password that they chose by a link, which is used up in the same transaction: of two at once, one is
 * refused. A new password ends all sessions, and its owner is told of it. Throws as `openLink` does, and
 * VALIDATION_ERROR for a password that is too easy to guess.
 */
export const choosePassword = async (
  mail: Mail,
  tenant: Tenant,
  { token, kind, password }: Choice,
): Promise<Account> => {
  const { account, kind: found } = await openLink(tenant, token);
  if (found !== kind) throw linkRefusal(found, 'LINK_REVOKED');
  const { id: userId, name, email } = account.person;
  checkPassword(password, [name, email, tenant.info.name]);
  const passwordHash = await hashPassword(password);
  const ended = await mail.transaction(tenant, async (tx, queue) => {
    await useUp(tx, token);
    await tx.upsert(Credential, { userId, passwordHash, updatedAt: new Date() });
    await replaceResets(tx, userId);
    if (kind === 'reset') await queue({ to: { name, address: email }, template: passwordChanged, about: { name } });
    return endRowsOf(tx, userId);
  });
  for (const sessionId of ended) await endSession(tenant, sessionId);
  return account;
};

const useUp = async (tx: EntityManager, token: string): Promise<void> => {
  const link = await findLink(tx, token, true);
  requireUnused(link);
  await useLink(tx, link.id);
};
