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
import { countGuess } from './guesses.ts';
import { noteSignIn, platformCredentials, tenantCredentials, type Credentials } from '#server/identity/people.ts';

/** What signing in takes; the password is checked by hand, for a text field would tidy its spaces. */
const credentials = { email: emailField({ label: 'Email', required: true }) };
export const credentialFields = { ...credentials, password: text({ label: 'Password', required: true, max: 200 }) };

/** Signs someone in. Whatever is wrong with the account, the answer and its time are those of a wrong password. */
export const login = async (asked: Asked, realm: Realm): Promise<Answer> => {
  const { site, req, res } = asked;
  requireOrigin({ headers: req.headers, host: req.host }, site.config);
  const { limits } = site;
  const address = addressKey(req.ip);
  await limits.signInBurst.take(address);
  const { email, password } = parseCredentials(await readFields(req, res));
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
  await guess.wasRight();
  const [answer] = await Promise.all([
    enter(found, realm, asked),
    found.principal.kind === 'user' && realm.tenant ? noteSignIn(realm.tenant, found.principal.id) : null,
  ]);
  const known = withAccount(device, account, site.config.jwtSecret);
  return { ...answer, cookies: [...(answer.cookies ?? []), deviceCookie(realm.segment, known, site.config)] };
};

const parseCredentials = ({
  password,
  ...rest
}: {
  readonly [name: string]: unknown;
}): { email: string; password: string } => {
  const { email } = parseValues(rest, credentials, 'Sign-in');
  requireValues({ email }, credentials);
  if (typeof password !== 'string' || password === '') throw invalid('password', 'Password is required.');
  return { email: String(email), password };
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
