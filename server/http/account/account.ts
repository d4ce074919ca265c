import type { Person } from '#shared/people.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Database } from '#server/database/connection.ts';
import type { Asked, Call, PlatformCall } from '#server/http/endpoint.ts';
import { homeOf, realmOf, type Realm } from '#server/http/sign-in/enter.ts';
import { countGuess, type CountedGuess } from '#server/http/sign-in/guesses.ts';
import { cookieFrom } from '#server/identity/cookies.ts';
import { passwordHashOf } from '#server/identity/credentials.ts';
import { knowsAccount, readDevice } from '#server/identity/known-device.ts';
import { verifyPassword } from '#server/identity/passwords.ts';
import { addressKey } from '#server/limits.ts';

/** What someone signs in with and where they are signed in, as they look after it themselves. */
export type Account = {
  readonly asked: Asked;
  readonly realm: Realm;
  /** Where their password and sessions are kept. */
  readonly home: Database;
  readonly person: Person;
  readonly sessionId: string;
};

/** Throws FORBIDDEN for someone of the platform who is at a tenant: their account is not the tenant's. */
export const accountOf = (call: Call | PlatformCall): Account => {
  const { site, principal, person, sessionId } = call;
  const realm = realmOf('tenant' in call ? call.tenant : null);
  if (realm.tenant && principal.kind === 'platform')
    throw new Refusal('FORBIDDEN', 'Your account is the platform’s. Look after it at /platform/account.');
  return { asked: call, realm, home: homeOf(principal.kind, realm, site), person, sessionId };
};

/** How often a person may try, by whom and from where: the same counts as at signing in. */
export const countTry = async ({ asked: { site, req }, realm, person }: Account): Promise<CountedGuess> => {
  const address = addressKey(req.ip);
  const device = readDevice(cookieFrom(req.headers, 'device', site.config));
  const isKnown = knowsAccount(device, `${realm.segment} ${person.email}`, site.config.jwtSecret);
  await site.limits.signInBurst.take(address);
  return countGuess(site.limits, {
    segment: realm.segment,
    email: person.email,
    address,
    device: device && isKnown ? device.number : null,
  });
};

/**
 * Anyone at an open screen has the session, but only its person knows the password: it is asked again before changes that
 * matter. Throws BAD_CREDENTIALS, naming the field.
 */
export const requirePassword = async (account: Account, password: unknown, field: string): Promise<void> => {
  if (typeof password !== 'string' || password === '')
    throw new Refusal('VALIDATION_ERROR', 'Type your password.', { field });
  const guess = await countTry(account);
  const hash = await passwordHashOf(account.home, account.person.id);
  const right = await verifyPassword(hash, password, addressKey(account.asked.req.ip)).catch(async (error: unknown) => {
    await guess.takeBack();
    throw error;
  });
  if (!right) throw new Refusal('BAD_CREDENTIALS', 'This is not your password.', { field });
  await guess.wasRight();
};
