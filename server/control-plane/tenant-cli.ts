import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { suites } from '#shared/collection.ts';
import { parseValues } from '#shared/command.ts';
import { email as emailField } from '#shared/fields/email.ts';
import { Refusal } from '#shared/refusal.ts';
import { readConfig, type Config } from '#server/config.ts';
import { createLog } from '#server/log.ts';
import { errorCode } from '#server/database/errors.ts';
import { ensurePlatformUser } from '#server/identity/credentials.ts';
import { generatePassword } from '#server/identity/passwords.ts';
import { platformCredentials } from '#server/identity/people.ts';
import { dropFactor } from '#server/identity/second-factor.ts';
import { provision } from './provision.ts';
import { changeStatus, findRegistered } from '#server/tenants/registry.ts';
import { openTenantPool, type TenantPool } from '#server/tenants/tenant-pool.ts';

/** `npm run tenant -- create --slug=apollo …`: tenants of a system that runs, or that will. */
const usage = `npm run tenant -- <command>

  create --slug=apollo --name="Apollo Dental" --clinics="Koramangala,Indiranagar"
         [--suite=dental|general] [--admin-email=] [--admin-name=] [--time-zone=Asia/Kolkata] [--accent=#0f766e]
         [--currency=INR]
  list
  suspend --slug=apollo     It cannot be used; its data stays.
  resume --slug=apollo
  owner --email=you@example.com [--name="Your Name"]
                            Someone who runs the platform: signs in at /platform/, and at every tenant.
  reset-factor --email=you@example.com
                            For one of them who lost the phone and the recovery codes: sets up another at the next sign-in.

It works on the database of DATABASE_URL, or else on the one that npm start keeps in DATA_DIR (.data).`;

const options = {
  slug: { type: 'string' },
  name: { type: 'string' },
  clinics: { type: 'string' },
  suite: { type: 'string' },
  'admin-email': { type: 'string' },
  'admin-name': { type: 'string' },
  'time-zone': { type: 'string' },
  accent: { type: 'string' },
  currency: { type: 'string' },
  email: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

/** Wrong usage, told in one line. */
class Misuse extends Error {
  override readonly name = 'Misuse';
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const needed = (given: Given, name: 'slug' | 'name' | 'email'): string => {
  const value = given[name]?.trim();
  if (!value) throw new Misuse(`--${name} is missing.`);
  return value;
};

const create = async (tenants: TenantPool, config: Config, given: Given): Promise<void> => {
  const suite = suites.find((known) => known === (given.suite ?? 'dental'));
  if (!suite) throw new Misuse(`--suite is ${suites.join(' or ')}, not "${given.suite}".`);
  const slug = needed(given, 'slug');
  const name = needed(given, 'name');
  const email = given['admin-email'] ?? `admin@${slug}.example`;
  const { info, admin } = await provision(
    { tenants, config },
    {
      slug,
      name,
      clinics: (given.clinics ?? '')
        .split(',')
        .map((clinic) => clinic.trim())
        .filter(Boolean),
      suite,
      plan: suite === 'dental' ? 'clinic' : 'general',
      timeZone: given['time-zone'] ?? 'Asia/Kolkata',
      accent: given.accent ?? '#0f766e',
      ...(given.currency === undefined ? {} : { currency: given.currency }),
      admin: { email, name: given['admin-name'] ?? `${name} Admin`, role: suite === 'dental' ? 'admin' : 'owner' },
      onStep: (step) => say(`  ✓ ${step}`),
    },
  );
  say(`\n${info.name} is ready at http://localhost:${config.port}/${info.slug}/ (or wherever the server is reached).`);
  say(`  Email     ${admin.email}`);
  say(`  Password  ${admin.generatedPassword}   (shown this once)`);
};

const list = async (tenants: TenantPool): Promise<void> => {
  const all = await tenants.list();
  const width = Math.max(4, ...all.map(({ slug }) => slug.length)) + 2;
  if (all.length === 0) say('There are no tenants yet.');
  for (const { slug, status, createdAt, name } of all)
    say(`${slug.padEnd(width)}${status.padEnd(14)}${createdAt.slice(0, 10)}  ${name}`);
};

const turn = async (
  tenants: TenantPool,
  given: Given,
  from: 'active' | 'suspended',
  to: 'active' | 'suspended',
): Promise<void> => {
  const slug = needed(given, 'slug');
  if (await changeStatus(tenants.platform, slug, from, to))
    return say(`${slug} is ${to}; running servers follow within seconds.`);
  const found = await findRegistered(tenants.platform, slug);
  throw new Misuse(found ? `"${slug}" is ${found.info.status} already.` : `There is no tenant "${slug}".`);
};

const addOwner = async (tenants: TenantPool, config: Config, given: Given): Promise<void> => {
  const { email } = parseValues({ email: needed(given, 'email') }, { email: emailField({ label: 'Email' }) }, 'owner');
  const address = String(email);
  const password = generatePassword();
  const name = given.name?.trim() || address;
  if (!(await ensurePlatformUser(tenants.platform, { email: address, name, password })))
    throw new Misuse(`${address} is one of the platform's people already; their password stays as it is.`);
  say(`${name} may sign in at http://localhost:${config.port}/platform/ (or wherever the server is reached).`);
  say(`  Email     ${address}`);
  say(`  Password  ${password}   (shown this once)`);
};

const resetFactor = async ({ platform }: TenantPool, given: Given): Promise<void> => {
  const email = needed(given, 'email').toLowerCase();
  const found = await platformCredentials(platform, email);
  if (!found) throw new Misuse(`${email} is none of the platform's people.`);
  await dropFactor({ db: platform, userId: found.person.id });
  say(`${email} signs in with the password, and sets up another second factor then.`);
};

/** The database to work on, and what releases it. A server that runs is used; else it is started for as long as this takes. */
const findDatabase = async (): Promise<{ config: Config; release: () => Promise<void> }> => {
  // oxlint-disable-next-line node/no-process-env -- a tool may choose what config.ts then reads
  const env = process.env;
  if (env['DATABASE_URL'] || env['DATABASE_URL_FILE'])
    return { config: readConfig(env), release: () => Promise.resolve() };
  const dataDir = resolve(env['DATA_DIR'] || '.data');
  // Only here: where DATABASE_URL is set, as in the production image, there is no infra folder.
  const { runningPostgres, startPostgres } = await import('#infra/local/postgres.ts');
  const configFor = (url: string): Config => readConfig({ ...env, DATABASE_URL: url, DATA_DIR: dataDir });
  const running = runningPostgres(dataDir);
  if (running) return { config: configFor(running), release: () => Promise.resolve() };
  const own = await startPostgres({ dataDir, durable: true, log: say });
  return { config: configFor(own.url), release: own.stop };
};

const run = async (): Promise<void> => {
  const { values: given, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, ...rest] = positionals;
  if (given.help || command === undefined) return say(usage);
  if (!['create', 'list', 'suspend', 'resume', 'owner', 'reset-factor'].includes(command) || rest.length > 0) {
    throw new Misuse(
      `There is no "${[command, ...rest].join(' ')}"; the commands are create, list, suspend, resume, owner and reset-factor.`,
    );
  }
  const { config, release } = await findDatabase().catch((error: unknown) => {
    // A variable that is wrong, a folder that another process uses: its one line says what to do.
    throw error instanceof Error ? new Misuse(error.message, { cause: error }) : error;
  });
  try {
    const tenants = await openTenantPool({ config, log: createLog('error') });
    try {
      if (command === 'create') await create(tenants, config, given);
      else if (command === 'list') await list(tenants);
      else if (command === 'owner') await addOwner(tenants, config, given);
      else if (command === 'reset-factor') await resetFactor(tenants, given);
      else if (command === 'suspend') await turn(tenants, given, 'active', 'suspended');
      else await turn(tenants, given, 'suspended', 'active');
    } finally {
      await tenants.close();
    }
  } finally {
    await release();
  }
};

/** One line for what a person can mend; for anything else the stack, for the person who runs this keeps the product. */
const explain = (error: unknown): string => {
  if (error instanceof Misuse || error instanceof Refusal) return error.message;
  const code = errorCode(error) ?? '';
  if (error instanceof Error && code.startsWith('ERR_PARSE_ARGS')) return error.message;
  if (['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000'].includes(code))
    return `The database of DATABASE_URL cannot be used (${code}): is it running, and is the address right?`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

run().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});
