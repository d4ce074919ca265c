import type { Person } from '#shared/people.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import type { Site } from '#server/http/context.ts';
import type { HumanPrincipal, Known } from '#server/identity/people.ts';
import { factorOf, useCode } from '#server/identity/second-factor.ts';
import { homeOf, type Realm } from './enter.ts';

/**
 * Whether someone has to have a second factor: the platform's people, who enter every tenant, and the admins of a tenant
 * that asks it of them. The demonstration's password is public, and no second factor would protect what it opens.
 */
export const isFactorDemanded = (
  kind: HumanPrincipal['kind'],
  { role }: Person,
  { tenant }: Realm,
  { demo }: Pick<Config, 'demo'>,
): boolean => {
  if (kind === 'platform') return !demo;
  const isAdmin = role === 'owner' || role === 'admin';
  return isAdmin && tenant?.catalog.settings?.['adminsNeedSecondFactor'] === true;
};

/** `enter`: all is shown. `set-up`: they come in only to set up what is asked of them. */
export type AfterPassword = 'enter' | 'set-up';

/**
 * The second step of signing in, for someone whose password was right. Throws SECOND_FACTOR_REQUIRED where the code is
 * still to come, BAD_CREDENTIALS where it is not right or was used before.
 */
export const passSecondStep = async (
  { principal, person }: Known,
  code: string | null,
  realm: Realm,
  site: Site,
): Promise<AfterPassword> => {
  const { config } = site;
  const holder = { db: homeOf(principal.kind, realm, site), userId: person.id, jwtSecret: config.jwtSecret };
  if (!(await factorOf(holder)).isOn) {
    if (!isFactorDemanded(principal.kind, person, realm, config)) return 'enter';
    // Where the platform's people are guests there is nowhere to set it up.
    if (principal.kind === 'platform' && realm.tenant)
      throw new Refusal('SECOND_FACTOR_SETUP', 'Set up your second factor at /platform/ first.');
    return 'set-up';
  }
  if (code === null)
    throw new Refusal('SECOND_FACTOR_REQUIRED', 'Type the code of your authenticator app.', { field: 'code' });
  if (await useCode(holder, code)) return 'enter';
  throw new Refusal('BAD_CREDENTIALS', 'This code is not right, or it was used before. Type the next one.', {
    field: 'code',
  });
};
