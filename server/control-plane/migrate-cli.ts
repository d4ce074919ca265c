import { readConfig } from '#server/config.ts';
import { createLog, reportDefect } from '#server/log.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';

/**
 * `node server/control-plane/migrate-cli.ts`: brings the platform's database and every active tenant's up to date, before
 * a new version serves them. Pods do the same for what they open; this spares the first person of each tenant the wait.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const run = async (): Promise<void> => {
  const config = readConfig();
  const log = createLog(config.logLevel);
  // One after the other: thousands of tenants would otherwise hold a connection each.
  const tenants = await openTenantPool({ config: { ...config, openTenants: 1 }, log, grace: 0 });
  try {
    // One that is suspended is brought up to date when it is next opened.
    const active = (await tenants.list()).filter(({ status }) => status === 'active');
    const failed: string[] = [];
    for (const { slug } of active) {
      try {
        await tenants.open(slug);
      } catch (error) {
        reportDefect(log, error, `migrate ${slug}`);
        failed.push(slug);
      }
    }
    say(`${active.length - failed.length} of ${active.length} active workspaces are up to date.`);
    if (failed.length === 0) return;
    say(`Not: ${failed.join(', ')}. The log says why; run this again when it is mended.`);
    process.exitCode = 1;
  } finally {
    await tenants.close();
  }
};

run().catch((error: unknown) => {
  process.stderr.write(`Nothing was migrated: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
