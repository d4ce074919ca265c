import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  /** Signs access tokens. */
  readonly jwtSecret: string;
  /** Where browsers may come from, beside the address they asked for. */
  readonly origins: readonly string[];
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
  /** Messages a second that one socket may send in the long run; bursts of four times that are fine. */
  readonly socketRate: number;
  /** How many tenant databases a pod keeps open. */
  readonly openTenants: number;
  /** How much one person may ask of the API in a minute. */
  readonly apiRequestsPerMinute: number;
  /** Lets a collector on another machine read /metrics; without it only this machine may. */
  readonly metricsToken: string | null;
};

type Environment = { readonly [name: string]: string | undefined };

const number = (env: Environment, name: string, fallback: number): number => {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} should be a whole number, not "${text}".`);
  return value;
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
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(48).toString('base64url');
  writeFileSync(path, secret, { mode: 0o600 });
  chmodSync(path, 0o600);
  return secret;
};

/** Reads and checks the environment once. Throws with the variable's name when one is wrong. */
export const readConfig = (env: Environment = process.env): Config => {
  const databaseUrl = env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('DATABASE_URL is missing; "npm start" brings its own PostgreSQL.');
  const dataDir = resolve(env['DATA_DIR'] || '.data');
  const jwtSecret = env['JWT_SECRET'] || keptSecret(dataDir);
  if (jwtSecret.length < 32) throw new Error('JWT_SECRET should have at least 32 characters.');
  const logLevel = (env['LOG_LEVEL'] || 'info') as Config['logLevel'];
  if (!['debug', 'info', 'warn', 'error', 'silent'].includes(logLevel))
    throw new Error('LOG_LEVEL should be debug, info, warn, error or silent.');
  const databaseName = env['DATABASE_NAME'] || 'dentracrm';
  if (!/^[a-z][a-z0-9_]{0,20}$/.test(databaseName))
    throw new Error('DATABASE_NAME takes up to 21 small letters, digits and underscores.');
  return {
    port: number(env, 'PORT', 3000),
    host: env['HOST'] || '0.0.0.0',
    dataDir,
    roles: roles(env),
    databaseUrl,
    databaseName,
    redisUrl: env['REDIS_URL'] || null,
    jwtSecret,
    origins: (env['ORIGINS'] ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    secureCookies: flag(env, 'SECURE_COOKIES', false),
    trustedProxies: number(env, 'TRUSTED_PROXIES', 0),
    logLevel,
    accessTokenLife: number(env, 'ACCESS_TOKEN_SECONDS', 15 * 60),
    refreshTokenLife: number(env, 'REFRESH_TOKEN_SECONDS', 30 * 24 * 3600),
    demo: flag(env, 'DEMO', false),
    socketRate: number(env, 'SOCKET_RATE', 50),
    openTenants: number(env, 'OPEN_TENANTS', 50),
    apiRequestsPerMinute: number(env, 'API_REQUESTS_PER_MINUTE', 600),
    metricsToken: env['METRICS_TOKEN'] || null,
  };
};
