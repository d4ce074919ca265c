import { reportDefect, type Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import type { LiveTenant } from './live-tenant.ts';

type MaintenanceOptions = {
  readonly open: Map<string, Promise<LiveTenant>>;
  readonly tenants: TenantPool;
  readonly isLinked: () => boolean;
  readonly log: Log;
};

/** Frames that may wait for one reader before it is cut off: it would take the pod's memory with it. */
const slowest = 256;
const slowestBytes = 4 * 1024 * 1024;
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

/** The parts of a connection that tell how much waits for its reader. */
type Line = {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number; readonly terminate?: () => void } };
};

const isSlow = ({ writeBuffer, transport }: Line): boolean => {
  if (writeBuffer.length > slowest) return true;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  // A few pages of records weigh more than hundreds of changes.
  for (const { data } of writeBuffer) bytes += typeof data === 'string' ? data.length : 0;
  return bytes > slowestBytes;
};

const cutSlowReaders = (live: LiveTenant): void => {
  for (const socket of live.sockets) {
    const line = socket.conn as unknown as Line;
    if (!isSlow(line)) continue;
    const { socket: wire } = line.transport;
    live.end(socket, 'too-slow');
    // The farewell waits behind all that was not read; what is queued must not be kept until the next ping fails.
    setTimeout(() => wire?.terminate?.(), farewell).unref();
  }
};
