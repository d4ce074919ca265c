import { Refusal, invalid } from '#shared/refusal.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import { isFactorDemanded } from '#server/http/sign-in/factor-at-sign-in.ts';
import { beginFactor, confirmFactor, dropFactor, factorOf, renewCodes } from '#server/identity/second-factor.ts';
import { finishSetUp } from '#server/identity/session-list.ts';
import { countTry, requirePassword, type Account } from './account.ts';

const kindOf = ({ realm }: Account): 'user' | 'platform' => (realm.tenant ? 'user' : 'platform');

const demanded = (account: Account): boolean =>
  isFactorDemanded(kindOf(account), account.person, account.realm, account.asked.site.config);

const holderOf = ({ home, person, asked }: Account) => ({
  db: home,
  userId: person.id,
  jwtSecret: asked.site.config.jwtSecret,
});

export const showFactor = async (account: Account): Promise<Answer> => {
  const { isOn, since, recoveryCodesLeft } = await factorOf(holderOf(account));
  return { data: { isOn, since: since?.toISOString() ?? null, recoveryCodesLeft, isDemanded: demanded(account) } };
};

/** The one text that is taken, by its name. */
const only = async ({ asked }: Account, name: string): Promise<unknown> => {
  const { [name]: value, ...rest } = await readFields(asked.req, asked.res);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid(unknown.slice(0, 60), `Only ${name} is taken here.`);
  return value;
};

/** What matters asks for the password again. */
const withPassword = async (account: Account): Promise<void> =>
  requirePassword(account, await only(account, 'password'), 'password');

export const startFactor = async (account: Account): Promise<Answer> => {
  await withPassword(account);
  const { person, realm } = account;
  const issuer = realm.tenant ? `DentraCRM ${realm.tenant.info.name}` : 'DentraCRM platform';
  return { data: await beginFactor(holderOf(account), { label: person.email, issuer }) };
};

/** Guesses at the first code are counted as well, though this person has seen the secret. */
export const confirmStartedFactor = async (account: Account): Promise<Answer> => {
  const code = await only(account, 'code');
  if (typeof code !== 'string' || code === '') throw invalid('code', 'Type the code that the app shows.');
  const guess = await countTry(account);
  const recoveryCodes = await confirmFactor(holderOf(account), code);
  if (!recoveryCodes)
    throw new Refusal('BAD_CREDENTIALS', 'This code is not right. See that the clock of your phone is.', {
      field: 'code',
    });
  await guess.wasRight();
  await finishSetUp(account.home, account.sessionId);
  return { data: { recoveryCodes } };
};

export const renewRecoveryCodes = async (account: Account): Promise<Answer> => {
  await withPassword(account);
  if (!(await factorOf(holderOf(account))).isOn) throw new Refusal('CONFLICT', 'Your second factor is off.');
  return { data: { recoveryCodes: await renewCodes(holderOf(account)) } };
};

export const stopFactor = async (account: Account): Promise<Answer> => {
  if (demanded(account))
    throw new Refusal('FORBIDDEN', 'A second factor is asked of you here, so it cannot be turned off.');
  await withPassword(account);
  await dropFactor(holderOf(account));
  return { data: null };
};
