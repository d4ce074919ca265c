import { invalid } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import type { Asked, TenantCall } from '#server/http/endpoint.ts';
import type { LinkKind } from '#server/identity/account-links.ts';
import { choosePassword, openLink } from '#server/identity/choose-password.ts';
import { requireOrigin } from '#server/identity/csrf.ts';
import { noteSignIn, type Known } from '#server/identity/people.ts';
import { addressKey } from '#server/limits.ts';
import { enter, realmOf } from './enter.ts';
import { passSecondStep } from './factor-at-sign-in.ts';

/** Texts of a body that may hold these alone. They are secrets: what is refused repeats none. */
export const readTexts = async <Name extends string>(
  { req, res }: Asked,
  names: readonly Name[],
): Promise<{ readonly [name in Name]: string }> => {
  const body = await readFields(req, res);
  const unknown = Object.keys(body).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) throw invalid(unknown.slice(0, 60), `There is no field "${unknown.slice(0, 60)}".`);
  return Object.fromEntries(
    names.map((name) => {
      const text = body[name];
      if (typeof text !== 'string' || text === '') throw invalid(name, `The field "${name}" is a text, and required.`);
      return [name, text];
    }),
  ) as { [name in Name]: string };
};

/** Each of these costs a hash, or is a guess: counted as sign-ins are, before a database is asked. */
const countAttempt = async ({ site, req }: Asked): Promise<void> => {
  requireOrigin({ headers: req.headers, host: req.host }, site.config);
  await site.limits.signInBurst.take(addressKey(req.ip));
};

/** What a link is for, and for whom: what its page shows before a password is chosen. */
export const checkLink = async (call: TenantCall): Promise<Answer> => {
  await countAttempt(call);
  const { token } = await readTexts(call, ['token']);
  const { kind, account, expiresAt } = await openLink(call.tenant, token);
  return { data: { kind, name: account.person.name, email: account.person.email, expiresAt } };
};

const choose = async (call: TenantCall, kind: LinkKind): ReturnType<typeof choosePassword> => {
  await countAttempt(call);
  const { token, password } = await readTexts(call, ['token', 'password']);
  return choosePassword(call.site.mail, call.tenant, { token, kind, password });
};

/** Accepts an invitation, and signs in whom it was for. */
export const acceptInvite = async (call: TenantCall): Promise<Answer> => {
  const { person } = await choose(call, 'invite');
  const known: Known = { principal: { kind: 'user', id: person.id }, person };
  const realm = realmOf(call.tenant);
  // A link is no way around the second factor that is asked of an admin.
  const next = await passSecondStep(known, null, realm, call.site);
  const [answer] = await Promise.all([
    enter(known, realm, call, { setUpOnly: next === 'set-up' }),
    noteSignIn(call.tenant, person.id),
  ]);
  return answer;
};

/** Sets a new password. It does not sign the person in: the message alone lets no one in. */
export const resetPassword = async (call: TenantCall): Promise<Answer> => {
  await choose(call, 'reset');
  return { data: null };
};
