import { email as emailField } from '#shared/fields/email.ts';
import { text } from '#shared/fields/text.ts';
import { parseValues, requireValues } from '#shared/command.ts';
import { Refusal, invalid } from '#shared/refusal.ts';
import { verifyPassword } from '#server/identity/passwords.ts';
import type { Answer } from '#server/http/answer.ts';
import { readFields } from '#server/http/body.ts';
import type { Asked } from '#server/http/endpoint.ts';
import { addressKey } from '#server/limits.ts';
import { cookieFrom, deviceCookie } from '#server/identity/cookies.ts';
import { requireOrigin } from '#server/identity/csrf.ts';
import { knowsAccount, readDevice, withAccount } from '#server/identity/known-device.ts';
import { enter, type Realm } from './enter.ts';
import { passSecondStep } from './factor-at-sign-in.ts';
import { countGuess } from './guesses.ts';
import { noteSignIn, platformCredentials, tenantCredentials, type Credentials } from '#server/identity/people.ts';

/** What signing in takes; the password is checked by hand, for a text field would tidy its spaces. */
const credentials = { email: emailField({ label: 'Email', required: true }) };
export const credentialFields = {
  ...credentials,
  password: text({ label: 'Password', required: true, max: 200 }),
  code: text({ label: 'Code of the second factor', max: 40 }),
};

/** Signs someone in. Whatever is wrong with the account, the answer and its time are those of a wrong password. */
export const login = async (asked: Asked, realm: Realm): Promise<Answer> => {
  const { site, req, res } = asked;
  requireOrigin({ headers: req.headers, host: req.host }, site.config);
  const { limits } = site;
  const address = addressKey(req.ip);
  await limits.signInBurst.take(address);
  const { email, password, code } = parseCredentials(await readFields(req, res));
  const account = `${realm.segment} ${email}`;
  const device = readDevice(cookieFrom(req.headers, 'device', site.config));
  const isKnown = knowsAccount(device, account, site.config.jwtSecret);
  const guess = await countGuess(limits, {
    segment: realm.segment,
    email,
    address,
    device: device && isKnown ? device.number : null,
  });
  const found = await findCredentials(email, realm, site.tenants.platform);
  const right = await verifyPassword(found?.passwordHash ?? null, password, address).catch(async (error: unknown) => {
    // It was not looked at, so it was no guess.
    await guess.takeBack();
    throw error;
  });
  if (!found || !right) throw new Refusal('BAD_CREDENTIALS', 'The email address or the password is not right.');
  const next = await passSecondStep(found, code, realm, site).catch(async (error: unknown) => {
    // Who is asked for a code has guessed at nothing yet.
    if (!isWrongCode(error)) await guess.takeBack();
    throw error;
  });
  await guess.wasRight();
  const [answer] = await Promise.all([
    enter(found, realm, asked, { setUpOnly: next === 'set-up' }),
    found.principal.kind === 'user' && realm.tenant ? noteSignIn(realm.tenant, found.principal.id) : null,
  ]);
  const known = withAccount(device, account, site.config.jwtSecret);
  return { ...answer, cookies: [...(answer.cookies ?? []), deviceCookie(realm.segment, known, site.config)] };
};

/** A wrong code counts as a wrong password does, and forgets nothing of those that were counted before. */
const isWrongCode = (error: unknown): boolean => error instanceof Refusal && error.code === 'BAD_CREDENTIALS';

type Given = { readonly email: string; readonly password: string; readonly code: string | null };

const parseCredentials = ({ password, code = null, ...rest }: { readonly [name: string]: unknown }): Given => {
  const { email } = parseValues(rest, credentials, 'Sign-in');
  requireValues({ email }, credentials);
  if (typeof password !== 'string' || password === '') throw invalid('password', 'Password is required.');
  if (code !== null && (typeof code !== 'string' || code.length > 40))
    throw invalid('code', 'The code is a short text.');
  return { email: String(email), password, code: code || null };
};

/** The tenant's people come before the platform's. Both are asked every time, so that no answer comes sooner. */
const findCredentials = async (
  email: string,
  { tenant }: Realm,
  platform: Parameters<typeof platformCredentials>[0],
): Promise<Credentials | null> => {
  const [ofTenant, ofPlatform] = await Promise.all([
    tenant ? tenantCredentials(tenant.db, email) : null,
    platformCredentials(platform, email),
  ]);
  return ofTenant ?? ofPlatform;
};
