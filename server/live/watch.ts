import type { Log } from '#server/log.ts';
import type { Tenants } from '#server/tenants/tenants.ts';
import type { LiveTenant } from './live-tenant.ts';

type Watched = {
  readonly open: Map<string, Promise<LiveTenant>>;
  readonly tenants: Tenants;
  readonly isLinked: () => boolean;
  readonly log: Log;
};

/** Frames that may wait for one reader before it is cut off: it would take the pod's memory with it. */
const slowest = 256;
const slowestBytes = 4 * 1024 * 1024;

/** Looks after every open tenant: reads what nobody told, cuts off who does not read, lets go of who is gone. */
export const watch = ({ open, tenants, isLinked, log }: Watched): (() => void) => {
  let stopped = false;
  let beat = 0;
  const turn = async (): Promise<void> => {
    beat += 1;
    // With Redis up, a lost word is healed within a second; without it, four times a second.
    const due = beat % 4 === 0;
    for (const [slug, opened] of open) {
      const live = await opened.catch(() => null);
      if (!live) continue;
      if (due || !isLinked())
        await live.tail.poll().catch((error: unknown) => log.debug({ slug, error: String(error) }, 'log not read'));
      if (due) cutSlowReaders(live);
      if (beat % 20 === 0) await lookAfter(slug, live, open, tenants);
      if (beat % 40 === 0) live.presence.renew();
    }
    if (!stopped) timer = setTimeout(() => void turn(), 250);
  };
  let timer = setTimeout(() => void turn(), 250);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
};

const lookAfter = async (slug: string, live: LiveTenant, open: Watched['open'], tenants: Tenants): Promise<void> => {
  const tenant = await tenants.open(slug).catch(() => live.tenant);
  if (!tenant) for (const socket of live.sockets) live.end(socket, 'deactivated');
  if (live.sockets.size > 0) return;
  open.delete(slug);
  live.close();
};

const cutSlowReaders = (live: LiveTenant): void => {
  for (const socket of live.sockets) {
    const { writeBuffer, transport } = socket.conn as unknown as {
      writeBuffer: unknown[];
      transport: { socket?: { bufferedAmount?: number } };
    };
    if (writeBuffer.length > slowest || (transport.socket?.bufferedAmount ?? 0) > slowestBytes)
      live.end(socket, 'too-slow');
  }
};
