import type { TestContext } from 'node:test';
import { Registry } from 'prom-client';
import type { Reaction } from '#server/changelog/reaction.ts';
import type { Query } from '#server/database/pool.ts';
import { openJobs } from '#server/jobs/jobs.ts';
import { createLog } from '#server/log.ts';
import { createMail } from '#server/mail/mail.ts';
import { sendingJob } from '#server/mail/sending.ts';
import { noMailServer } from '#server/mail/smtp.ts';
import { retryJob, type RetryJob } from '#server/reactions/retry.ts';
import { openTenantPool } from '#server/tenants/tenant-pool.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { World } from './world.ts';

/** Another pod on a world's databases, with reactions of the test's own. */
export const podWith = async (t: TestContext, { config }: World, reactions: readonly Reaction[], works = true) => {
  const log = createLog('silent');
  const tenants = await openTenantPool({ config, log });
  const retry: RetryJob = retryJob(reactions, () => mail);
  const sending = sendingJob(noMailServer);
  const jobs = await openJobs({ config, log, tenants, kinds: [retry, sending], registry: new Registry(), works });
  const mail = createMail({ config: null, jobs, sending, baseUrl: () => 'https://crm.example' });
  t.after(async () => {
    await jobs.close();
    await tenants.close();
  });
  return { tenants, retry, jobs, mail };
};

/** Between two of its steps a pod may die: these are the first words of what then does not happen. */
export const deathWords = {
  'before what follows is committed': 'record_changes(',
  'before the cursor moves': 'update reaction_cursors',
  'before its transaction ends': 'commit',
} as const;

type DeathWords = (typeof deathWords)[keyof typeof deathWords];

/** From now on a pod loses its connection to the tenant's database wherever it comes to a statement with these words. */
export const dieAt = (tenant: Tenant, words: DeathWords): void => {
  const died = new Error('Connection terminated unexpectedly');
  const db = tenant.db as { prepared: Query; transaction: Tenant['db']['transaction'] };
  const { prepared, transaction } = db;
  db.prepared = (sql, values) => (sql.includes(words) ? Promise.reject(new Error('killed')) : prepared(sql, values));
  db.transaction = (work) =>
    transaction(async (query) => {
      const ask: Query = (sql, values) => (sql.includes(words) ? Promise.reject(died) : query(sql, values));
      const result = await work(ask);
      if (words === 'commit') throw died;
      return result;
    });
};
