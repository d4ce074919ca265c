import { createHash } from 'node:crypto';
import type { PgBoss, Schedule } from 'pg-boss';
import type { TenantInfo } from '#server/tenants/tenant.ts';
import type { Job } from './job.ts';

/** The minute of the day at which a tenant has its turn: the same every day, and spread over the hours given. */
export const cronFor = (tenantId: string, { fromHour, untilHour }: NonNullable<Job['daily']>): string => {
  const minutes = (untilHour - fromHour) * 60;
  const at = fromHour * 60 + (createHash('sha256').update(tenantId).digest().readUInt32BE() % minutes);
  return `${at % 60} ${Math.floor(at / 60)} * * *`;
};

/**
 * Makes the time triggers agree with the tenants that there are. A trigger that came due while no pod was running is
 * made up for once.
 */
export const updateSchedules = async (
  boss: PgBoss,
  kinds: readonly Job[],
  tenants: readonly TenantInfo[],
): Promise<void> => {
  const served = new Map(tenants.filter(({ status }) => status === 'active').map((info) => [info.id, info]));
  for (const kind of kinds) {
    const { daily, name } = kind;
    if (!daily) continue;
    const known = await schedulesOf(boss, name);
    for (const info of served.values()) {
      const cron = cronFor(info.id, daily);
      const there = known.get(info.id);
      if (there?.cron === cron && there.timezone === info.timeZone) continue;
      const data = { tenant: { id: info.id, slug: info.slug }, data: {} };
      await boss.schedule(name, cron, data, { tz: info.timeZone, key: info.id, missed: 'once' });
    }
    for (const key of known.keys()) if (!served.has(key)) await boss.unschedule(name, key);
  }
};

const pageSize = 1_000;

const schedulesOf = async (boss: PgBoss, name: string): Promise<Map<string, Schedule>> => {
  const found = new Map<string, Schedule>();
  for (let last: Schedule | undefined; ;) {
    const page = await boss.getSchedules(name, undefined, { limit: pageSize, ...(last ? { after: last } : {}) });
    for (const schedule of page) found.set(schedule.key, schedule);
    last = page.at(-1);
    if (page.length < pageSize) return found;
  }
};
