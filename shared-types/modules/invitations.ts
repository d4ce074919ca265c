import { command } from '#shared/command.ts';
import { Refusal } from '#shared/refusal.ts';
import { inviteEnd, users } from './users.ts';

/** Sends someone who has not joined yet another link. The one before it is void: a link is good to the moment that the record says. */
export const invite = command({
  verb: 'invite',
  collection: users,
  action: 'update',
  input: {},
  describe: 'Send someone who has not joined yet a new invitation; the one before it is void.',
  change: (person, _args, { now }) => {
    refuseJoined(person.joinedAt);
    if (!person.isActive)
      throw new Refusal('CONFLICT', 'This person is deactivated. Make them active first, then invite them again.', {
        field: 'isActive',
      });
    return { inviteExpiresAt: inviteEnd(now) };
  },
});

/** Withdraws an invitation: no link of it is good any more. The person stays as they are. */
export const uninvite = command({
  verb: 'uninvite',
  collection: users,
  action: 'update',
  input: {},
  describe: 'Withdraw an invitation: its link is void at once. The person can be invited again.',
  change: (person) => {
    refuseJoined(person.joinedAt);
    return { inviteExpiresAt: null };
  },
});

const refuseJoined = (joinedAt: string | null): void => {
  if (joinedAt !== null)
    throw new Refusal('CONFLICT', 'This person has joined already. A new password is asked for on the sign-in page.');
};
