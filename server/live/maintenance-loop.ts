import { reportDefect, type Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { LiveTenant } from './live-tenant.ts';
import { cutOff, isSlow } from './send-buffer.ts';

type MaintenanceOptions = {
  readonly open: Map<string, Promise<LiveTenant>>;
  readonly tenants: TenantPool;
  readonly isLinked: () => boolean;
  readonly log: Log;
};

/** How long someone who does not read has for taking the farewell, in milliseconds. */
const farewell = 1_000;

const tickMs = 250;

/** Maintains every open tenant: reads unannounced changes, cuts off slow readers, closes tenants without sockets. */
export const startMaintenanceLoop = ({ open, tenants, isLinked, log }: MaintenanceOptions): (() => void) => {
  const closeIfIdle = async (id: string, opened: Promise<LiveTenant>, live: LiveTenant): Promise<void> => {
    const { slug } = live.tenant.info;
    const tenant = await tenants.open(slug).catch(() => live.tenant);
    // Closed by another look meanwhile; what is open under its id by now is another one.
    if (open.get(id) !== opened) return;
    // Suspended, gone, or another tenant under the same name.
    if (tenant?.info.id !== id) for (const socket of live.sockets) live.end(socket, 'deactivated');
    if (!live.isEmpty()) return;
    open.delete(id);
    live.close();
  };

  /** The registry says what a tenant's plan gives it; a change is known here within seconds. */
  const followPlan = async (live: LiveTenant): Promise<void> => {
    const { slug } = live.tenant.info;
    await tenants.open(slug).catch((error: unknown) => log.debug({ tenant: slug, error: String(error) }, 'not opened'));
    live.followPlan();
  };

  const maintain = async (id: string, opened: Promise<LiveTenant>, live: LiveTenant, tick: number): Promise<void> => {
    // With Redis up, a lost word is healed within a second; without it, four times a second.
    if (tick % 3 === 0 || !isLinked())
      live.follower.poll().catch((error: unknown) => log.debug({ tenant: id, error: String(error) }, 'log not read'));
    if (tick % 4 === 0) cutSlowReaders(live);
    if (tick % 4 === 2) await followPlan(live);
    if (tick % 40 === 0) live.presence.renew();
    if (tick % 20 === 0) await closeIfIdle(id, opened, live);
  };

  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    // A tenant that takes long over one tick is maintained as that one asks, however many have passed meanwhile.
    const tick = ticks;
    // Each by itself: a database that hangs, or a tenant that is still being opened, does not hold up the others.
    for (const [id, opened] of open) {
      opened.then(
        (live) => maintain(id, opened, live, tick).catch((error: unknown) => reportDefect(log, error, 'watch')),
        // Its caller has been answered that it did not open.
        () => undefined,
      );
    }
  }, tickMs);

  return () => clearInterval(timer);
};

const cutSlowReaders = (live: LiveTenant): void => {
  for (const socket of live.sockets) {
    if (!isSlow(socket)) continue;
    live.end(socket, 'too-slow');
    // The farewell waits behind all that was not read.
    cutOff(socket, farewell);
  }
};
