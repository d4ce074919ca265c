import { Server } from 'socket.io';
import type { LogRow } from '#server/database/log-row.ts';
import type { Config } from '#server/config.ts';
import type { Log } from '#server/log.ts';
import type { TenantPool } from '#server/tenants/tenant-pool.ts';
import { createClusterBus, type ClusterBus } from './cluster-bus.ts';
import { connectBus } from './connect-bus.ts';
import type { LiveServer } from './fan-out.ts';

/** The other pods, as far as Redis reaches them; without Redis there are none. */
export type Peers = {
  readonly bus: ClusterBus;
  /** Whether a message would arrive now. */
  readonly isLinked: () => boolean;
  readonly close: () => void;
};

type PeerOptions = {
  readonly io: LiveServer;
  readonly config: Pick<Config, 'redisUrl'>;
  readonly tenants: TenantPool;
  readonly log: Log;
  /** Called with what other pods commit. */
  readonly onCommitted: (tenantId: string, rows: readonly LogRow[]) => void;
};

/** Tells other pods what this one commits, and calls back with what they do. */
export const connectPeers = ({ io, config, tenants, log, onCommitted }: PeerOptions): Peers => {
  const links = config.redisUrl ? connectBus(config.redisUrl, log) : null;
  if (links) io.adapter(links.adapter);
  const bus = createClusterBus(io, links !== null);
  const stopTelling = tenants.onCommitted(bus.committed);
  io.on('committed', (tenantId, rows) => {
    // A tenant may be open here without sockets, and then nothing follows its log.
    tenants.opened(tenantId)?.catalogs.apply(rows);
    onCommitted(tenantId, rows);
  });
  return {
    bus,
    isLinked: () => links === null || links.link.isUp(),
    close: () => {
      stopTelling();
      links?.link.close();
    },
  };
};

/** The same for a pod that serves no sockets. */
export const connectPeersOnly = (options: Omit<PeerOptions, 'io'>): { readonly close: () => Promise<void> } => {
  // It is attached to no HTTP server, so there is nothing of its own to close.
  const io: LiveServer = new Server();
  const peers = connectPeers({ ...options, io });
  return { close: () => Promise.resolve(peers.close()) };
};
