import { invalid } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { replacePassword } from '#server/identity/credentials.ts';
import { checkPassword } from '#server/identity/passwords.ts';
import { requirePassword, type Account } from './account.ts';
import { announceEnded } from './sessions.ts';

/** Another password. The session in which it was changed goes on; all others of this person are over. */
export const changePassword = async (account: Account): Promise<Answer> => {
  const { asked, home, person, sessionId, realm } = account;
  const { currentPassword, newPassword, ...rest } = await readFields(asked.req, asked.res);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    throw invalid(unknown.slice(0, 60), 'Only currentPassword and newPassword are taken here.');
  if (typeof newPassword !== 'string' || newPassword === '') throw invalid('newPassword', 'Type the new password.');
  checkPassword(newPassword, [person.name, person.email, realm.tenant?.info.name ?? ''], 'newPassword');
  if (newPassword === currentPassword) throw invalid('newPassword', 'This is the password that you have.');
  await requirePassword(account, currentPassword, 'currentPassword');
  const ended = await replacePassword(home, person.id, newPassword, { sessionId });
  await announceEnded(ended, realm, asked.site);
  return { data: { endedSessions: ended.length } };
};
