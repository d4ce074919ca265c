import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const allRoles = ['web', 'worker'] as const;

export type PodRole = (typeof allRoles)[number];

/** Everything that differs from one installation to another. Only this file reads the environment. */
export type Config = {
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly dataDir: string;
  /** What this process does: `web` serves HTTP and sockets, `worker` runs jobs and reactions. */
  readonly roles: readonly PodRole[];
  /** A PostgreSQL user that may create databases; the platform's and the tenants' live in its cluster. */
  readonly databaseUrl: string;
  /** What the platform's database is called; the tenants' names start with it. */
  readonly databaseName: string;
  /** With Redis, several pods form one product. */
  readonly redisUrl: string | null;
  /** Where people reach this installation, for links in messages; null: on this machine. */
  readonly publicUrl: string | null;
  /** How mail leaves; null: it does not. */
  readonly mail: MailConfig | null;
  /** Signs access tokens. */
  readonly jwtSecret: string;
  /** Where browsers may come from, beside the address they asked for. */
  readonly origins: readonly string[];
  /** The names under which this installation is reached; null: any. */
  readonly allowedHosts: readonly string[] | null;
  /** Cookies only over https. */
  readonly secureCookies: boolean;
  /** How many proxies in front are believed about the caller's address. */
  readonly trustedProxies: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Seconds. */
  readonly accessTokenLife: number;
  readonly refreshTokenLife: number;
  /** Seeds the demonstration tenants on the first start. */
  readonly demo: boolean;
  /** Messages a second that one person may send over all their sockets in the long run; bursts of four times that are fine. */
  readonly socketRate: number;
  /** How many sockets one person may have in a pod. */
  readonly socketsPerPerson: number;
  /** How long the body of a request may take to arrive, in seconds; a file may take longer. */
  readonly bodySeconds: number;
  /** How many tenant databases a pod keeps open. */
  readonly openTenants: number;
  /** How much one person may ask of the API in a minute. */
  readonly apiRequestsPerMinute: number;
  /** Lets a collector on another machine read /metrics; without it only this machine may. */
  readonly metricsToken: string | null;
  /** What runs here, as `/health` tells it: set by who builds an image, else that of package.json. */
  readonly version: string;
  /** What is allowed and seldom meant, in a sentence each, for those who run it. */
  readonly warnings: readonly string[];
};

/** `local`: a mail server of this process's own takes it, and shows it to the people at this machine. */
export type MailConfig = { readonly from: string } & (
  | { readonly kind: 'smtp'; readonly url: string }
  | { readonly kind: 'local' }
);

type Environment = { readonly [name: string]: string | undefined };

/** What may be given as a file that holds it, named by NAME_FILE: a variable shows in every listing of a container. */
const secrets = ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'METRICS_TOKEN', 'SMTP_URL'];

const secretIn = (env: Environment, name: string): string | undefined => {
  const path = env[`${name}_FILE`];
  if (!path) return env[name];
  if (env[name]) throw new Error(`${name} and ${name}_FILE are both set: give one of them.`);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(`${name}_FILE names a file that cannot be read: ${path}.`, { cause: error });
  }
};

const withFiles = (env: Environment): Environment => ({
  ...env,
  ...Object.fromEntries(secrets.map((name) => [name, secretIn(env, name)])),
});

const ownVersion = (): string => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as Config;
  return version;
};

const number = (env: Environment, name: string, fallback: number, least = 0, most = Infinity): number => {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(
      `${name} should be a whole number ${most === Infinity ? `from ${least}` : `from ${least} to ${most}`}, not "${text}".`,
    );
  return value;
};

const list = (env: Environment, name: string): readonly string[] =>
  (env[name] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** An address of one of these kinds. A password may be in it, so it is not repeated. */
const address = (env: Environment, name: string, kinds: readonly string[]): string | null => {
  const text = env[name];
  if (!text) return null;
  if (!URL.canParse(text) || !kinds.includes(new URL(text).protocol))
    throw new Error(`${name} should be an address that begins with ${kinds.map((kind) => `${kind}//`).join(' or ')}.`);
  return text;
};

const origins = (env: Environment): readonly string[] => {
  const all = list(env, 'ORIGINS');
  const wrong = all.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (wrong !== undefined)
    throw new Error(`ORIGINS should be addresses like https://crm.example.com, without a path, not "${wrong}".`);
  return all;
};

const flag = (env: Environment, name: string, fallback: boolean): boolean => {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (!['true', 'false', '1', '0'].includes(text)) throw new Error(`${name} should be true or false, not "${text}".`);
  return text === 'true' || text === '1';
};

const roles = (env: Environment): readonly PodRole[] => {
  const names = (env['ROLES'] || allRoles.join()).split(',').map((name) => name.trim());
  const known = allRoles.filter((role) => names.includes(role));
  if (known.length !== new Set(names).size)
    throw new Error(`ROLES takes ${allRoles.join(' and ')}, separated by a comma.`);
  return known;
};

/** A secret of this installation, made on the first start and kept where only its owner reads. */
const keptSecret = (dataDir: string): string => {
  const path = join(dataDir, 'jwt-secret');
  if (existsSync(path)) {
    const kept = readFileSync(path, 'utf8').trim();
    if (kept.length >= leastSecret) return kept;
    throw new Error(
      `${path} is ${kept === '' ? 'empty' : 'damaged'}: it holds the secret that signs sessions. Restore it from a backup, or delete it: everyone signs in again then.`,
    );
  }
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(48).toString('base64url');
  // Made aside and renamed: a start that is cut short leaves none, or a whole one.
  const half = `${path}.${process.pid}`;
  writeFileSync(half, secret, { mode: 0o600, flush: true });
  renameSync(half, path);
  return secret;
};

const leastSecret = 32;

const secretOf = (env: Environment, dataDir: string): string => {
  const given = env['JWT_SECRET'];
  if (given && given.length < leastSecret)
    throw new Error(`JWT_SECRET should have at least ${leastSecret} characters.`);
  if (!given && env['REDIS_URL'])
    throw new Error(
      `JWT_SECRET is missing: pods that share REDIS_URL read each other's sessions, so give all of them the same secret of at least ${leastSecret} characters.`,
    );
  return given || keptSecret(dataDir);
};

/** Cookies without `Secure` are only for an address without https; behind a proxy that has to be said. */
const cookiePolicy = (env: Environment, trustedProxies: number): boolean => {
  if (!env['SECURE_COOKIES'] && trustedProxies > 0)
    throw new Error(
      'SECURE_COOKIES is missing: with TRUSTED_PROXIES set, say true where people come over https, or false where they do not.',
    );
  return flag(env, 'SECURE_COOKIES', false);
};

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);

/** Where links in messages lead. It is never taken from a request, where the sender could choose it. */
const publicUrl = (env: Environment): string | null => {
  const text = address(env, 'PUBLIC_URL', ['http:', 'https:']);
  if (text !== null && new URL(text).origin !== text)
    throw new Error('PUBLIC_URL should be an address like https://crm.example.com, without a path.');
  return text;
};

const mailShape = /^[^\s@"(),:;<>[\]\\]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/i;

const mailOf = (env: Environment, host: string): MailConfig | null => {
  const url = address(env, 'SMTP_URL', ['smtp:', 'smtps:']);
  const from = env['MAIL_FROM'] || null;
  if (from !== null && !mailShape.test(from))
    throw new Error(
      'MAIL_FROM should be an address like no-reply@crm.example.com; the name beside it is the tenant’s.',
    );
  if (flag(env, 'LOCAL_MAIL', false)) {
    if (url) throw new Error('LOCAL_MAIL and SMTP_URL are two ways for mail: set one of them.');
    if (!isLoopback(host))
      throw new Error('LOCAL_MAIL shows all mail without a sign-in, so HOST should be 127.0.0.1 with it.');
    return { kind: 'local', from: from ?? 'no-reply@localhost' };
  }
  if (!url) return null;
  if (new URL(url).hostname === '') throw new Error('SMTP_URL should name a host, like smtps://user:password@host.');
  if (!from) throw new Error('MAIL_FROM is missing: with SMTP_URL set, it says whom messages come from.');
  if (!env['PUBLIC_URL']) throw new Error('PUBLIC_URL is missing: with SMTP_URL set, it says where links lead.');
  return { kind: 'smtp', url, from };
};

const warningsOf = (env: Environment, host: string, mail: MailConfig | null): readonly string[] => [
  ...(env['SECURE_COOKIES'] || isLoopback(host)
    ? []
    : ['SECURE_COOKIES is not set: where people come over https, set it to true.']),
  ...(mail || isLoopback(host)
    ? []
    : ['SMTP_URL is not set: no mail is sent, so invitations are passed on by hand, and no one can reset a password.']),
];

/** Reads and checks the environment once. Throws with the variable's name when one is wrong. */
export const readConfig = (given: Environment = process.env): Config => {
  const env = withFiles(given);
  const databaseUrl = address(env, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  if (!databaseUrl) throw new Error('DATABASE_URL is missing; "npm start" brings its own PostgreSQL.');
  const dataDir = resolve(env['DATA_DIR'] || '.data');
  const logLevel = (env['LOG_LEVEL'] || 'info') as Config['logLevel'];
  if (!['debug', 'info', 'warn', 'error', 'silent'].includes(logLevel))
    throw new Error('LOG_LEVEL should be debug, info, warn, error or silent.');
  const databaseName = env['DATABASE_NAME'] || 'dentracrm';
  if (!/^[a-z][a-z0-9_]{0,20}$/.test(databaseName))
    throw new Error('DATABASE_NAME takes up to 21 small letters, digits and underscores.');
  const host = env['HOST'] || '0.0.0.0';
  const trustedProxies = number(env, 'TRUSTED_PROXIES', 0);
  const secureCookies = cookiePolicy(env, trustedProxies);
  const hosts = list(env, 'ALLOWED_HOSTS').map((name) => name.toLowerCase());
  const mail = mailOf(env, host);
  const settings = {
    port: number(env, 'PORT', 3000, 0, 65_535),
    host,
    dataDir,
    roles: roles(env),
    databaseUrl,
    databaseName,
    redisUrl: address(env, 'REDIS_URL', ['redis:', 'rediss:']),
    publicUrl: publicUrl(env),
    mail,
    origins: origins(env),
    allowedHosts: hosts.length > 0 ? hosts : null,
    secureCookies,
    trustedProxies,
    logLevel,
    accessTokenLife: number(env, 'ACCESS_TOKEN_SECONDS', 15 * 60),
    refreshTokenLife: number(env, 'REFRESH_TOKEN_SECONDS', 30 * 24 * 3600),
    demo: flag(env, 'DEMO', false),
    socketRate: number(env, 'SOCKET_RATE', 50),
    socketsPerPerson: number(env, 'SOCKETS_PER_PERSON', 20),
    bodySeconds: number(env, 'BODY_SECONDS', 15),
    openTenants: number(env, 'OPEN_TENANTS', 50),
    apiRequestsPerMinute: number(env, 'API_REQUESTS_PER_MINUTE', 600),
    metricsToken: env['METRICS_TOKEN'] || null,
    version: env['VERSION'] || ownVersion(),
    warnings: warningsOf(env, host, mail),
  };
  // Last: where a variable is wrong, nothing is made.
  return { ...settings, jwtSecret: secretOf(env, dataDir) };
};
