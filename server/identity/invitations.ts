import type { EntityManager } from '@mikro-orm/core';
import { inviteHours, people } from '#shared/modules/index.ts';
import type { Person } from '#shared/people.ts';
import type { Reaction } from '#server/changelog/reaction.ts';
import { derivedId } from '#server/jobs/job.ts';
import type { Mail } from '#server/mail/mail.ts';
import type { Queue } from '#server/mail/queue.ts';
import { invitation } from '#server/mail/templates/invitation.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import { addLink, linkToken, type LinkSecret } from './account-links.ts';
import { accountsWithIds } from './people.ts';

export type Inviting = { readonly mail: Mail; readonly config: LinkSecret };

/** A change that invites someone: adding them, or inviting them again. */
export type InvitingChange = {
  readonly mid: string;
  readonly userId: string;
  /** Who did it, as they are to be named to the one who is invited. */
  readonly inviter: string;
  /** What the record says since then: until when the link is good. */
  readonly until: string;
};

export type Invitation = { readonly userId: string; readonly link: string; readonly expiresAt: string };

/**
 * Sees to it that those whom these changes invite have a link and a message, written together. Gives the invitations in
 * their order; null for one that a later change made void, or whose person has joined or gone.
 */
export const sendInvitations = async (
  inviting: Inviting,
  tenant: Tenant,
  changes: readonly InvitingChange[],
): Promise<(Invitation | null)[]> => {
  const known = await accountsWithIds(
    tenant.db,
    changes.map(({ userId }) => userId),
  );
  return inviting.mail.transaction(tenant, async (tx, queue) => {
    const sent: (Invitation | null)[] = [];
    for (const change of changes) {
      const account = known.get(change.userId);
      const isGood = account?.person.active && account.inviteExpiresAt === change.until;
      sent.push(isGood ? await sendOne(inviting, tenant, change, account.person, tx, queue) : null);
    }
    return sent;
  });
};

const sendOne = async (
  inviting: Inviting,
  tenant: Tenant,
  change: InvitingChange,
  { name, email }: Person,
  tx: EntityManager,
  queue: Queue,
): Promise<Invitation> => {
  const { userId, inviter, until } = change;
  // A link follows from its change: however often it is asked for, it is one link and one message.
  const id = derivedId(tenant.info.id, change.mid, userId, 'invitation');
  // Behind a "#" it stays in the browser: no server's log and no other site reads it.
  const link = inviting.mail.address(tenant, `/accept-invite#${linkToken(id, inviting.config)}`);
  await addLink(tx, { id, kind: 'invite', userId, expiresAt: new Date(until) }, inviting.config);
  await queue({
    id: derivedId(id, 'mail'),
    to: { name, address: email },
    template: invitation,
    about: { name, inviter, hours: inviteHours, link },
  });
  return { userId, link, expiresAt: until };
};

/**
 * Gives every person who was added or invited again, in whichever way, a link and a message. Those that were asked for over
 * REST have them already by then, unless the pod died between.
 */
export const invitationReaction = (config: LinkSecret): Reaction => {
  const field = people.people.inviteExpires;
  if (field === undefined) throw new Error('People say until when they are invited.');
  return {
    name: 'invitations',
    on: [people.name],
    fields: [field],
    run: async ({ tenant, change, mail }) => {
      const { mid, id: userId, by, cause } = change;
      const until = change.patch[field];
      // What is taken back leaves the link of before good again, which was sent already.
      if (typeof until === 'string' && cause?.kind !== 'undo' && change.op !== 'delete')
        await sendInvitations({ mail, config }, tenant, [
          { mid, userId, inviter: by?.name ?? tenant.info.name, until },
        ]);
      return [];
    },
  };
};
