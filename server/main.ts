import { startApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { seedDemo } from './demo/demo.ts';
import { demoPassword, ganapathyDesk, litedeskOwner, platformOwner, smilesAdmin } from './demo/people.ts';
import { countPlatformUsers } from './identity/credentials.ts';
import { createLog, reportDefect } from './log.ts';
import { openTenantPool } from './tenants/tenant-pool.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ends a pod gracefully; a second signal does not wait. */
const endOnSignal = (app: App): void => {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    try {
      await app.close();
      process.exit(0);
    } catch (error) {
      reportDefect(app.log, error, 'shutdown');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());
};

/** Before anyone is served, so that "ready" is true. Whatever cuts it short, the next start goes on. */
const seed = async (config: Config): Promise<void> => {
  const log = createLog(config.logLevel);
  const tenants = await openTenantPool({ config, log });
  try {
    await seedDemo({ config, log, tenants });
  } finally {
    await tenants.close();
  }
};

/** What is still to be done before anyone can sign in. */
const nextSteps = async ({ tenants }: App): Promise<readonly string[]> => {
  const [owners, all] = await Promise.all([countPlatformUsers(tenants.platform), tenants.list()]);
  return [
    ...(owners === 0
      ? ['  This platform has no owner yet. Add yourself:  npm run tenant -- owner --email=you@example.com']
      : []),
    ...(all.length === 0
      ? [
          '  There is no workspace yet. Create one:        npm run tenant -- create --slug=apollo --name="Apollo Dental"',
        ]
      : []),
  ];
};

const announce = async (app: App, { demo, mail }: Config): Promise<void> => {
  // All is known before the first line: who reads the address may count on a server that has started.
  const steps = demo ? [] : await nextSteps(app);
  say(`\nDentraCRM is at ${app.url}`);
  const outbox =
    mail?.kind === 'local' ? [`  ${'Mail'.padEnd(15)} ${app.url}/outbox`.padEnd(55) + ' what would be sent'] : [];
  if (!demo) return [...steps, ...outbox].forEach(say);
  const people = [
    ['Platform owner', '/platform/', platformOwner.email],
    ['Admin', '/avmsmiles/', smilesAdmin.email],
    ['Ganapathy desk', '/avmsmiles/', ganapathyDesk.email],
    ['A general CRM', '/litedesk-demo/', litedeskOwner.email],
  ] as const;
  for (const [who, path, email] of people) say(`  ${who.padEnd(15)} ${(app.url + path).padEnd(38)} ${email}`);
  outbox.forEach(say);
  say(`  Password for all of them: ${demoPassword}\n`);
};

const start = async (): Promise<void> => {
  const config = readConfig();
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`);
  if (config.demo) await seed(config);
  const app = await startApp(config);
  endOnSignal(app);
  await announce(app, config);
};

start().catch((error: unknown) => {
  process.stderr.write(`DentraCRM did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
