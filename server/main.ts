import { startApp, type App } from './app.ts';
import { readConfig, type Config } from './config.ts';
import { seedDemo } from './demo.ts';
import { demoPassword, ganapathyDesk, platformOwner, smilesAdmin } from './demo-people.ts';
import { reportDefect } from './log.ts';
import { interruptImports } from './records/import.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ends a pod: what was accepted is answered, imports can be taken up, and a second signal does not wait for it. */
const endOnSignal = (app: App): { readonly ending: () => boolean } => {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    try {
      await interruptImports();
      await app.close();
      process.exit(0);
    } catch (error) {
      reportDefect(app.log, error, 'shutdown');
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());
  return { ending: () => ending };
};

const announce = (app: App, { demo }: Config): void => {
  say(`\nDentraCRM is at ${app.url}`);
  if (!demo) return;
  const people = [
    ['Platform owner', '/platform/', platformOwner.email],
    ['Admin', '/avmsmiles/', smilesAdmin.email],
    ['Ganapathy desk', '/avmsmiles/', ganapathyDesk.email],
  ] as const;
  for (const [who, path, email] of people) say(`  ${who.padEnd(15)} ${(app.url + path).padEnd(34)} ${email}`);
  say(`  Password for all three: ${demoPassword}\n`);
};

const start = async (): Promise<void> => {
  const config = readConfig();
  const app = await startApp(config);
  const { ending } = endOnSignal(app);
  try {
    if (config.demo) await seedDemo({ config, log: app.log, tenants: app.tenants });
  } catch (error) {
    // Seeding that a signal cut short is taken up at the next start.
    if (ending()) return;
    throw error;
  }
  announce(app, config);
};

start().catch((error: unknown) => {
  process.stderr.write(`DentraCRM did not start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
