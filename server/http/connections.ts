import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressKey } from '#server/limits.ts';

/** A whole office may stand behind one address. */
const mostOfAddress = 2_000;

/** Every connection of a server, those that were upgraded too. */
export type Connections = { readonly cut: () => void };

/**
 * Keeps count of a server's connections, and ends those of an address that has too many: each holds memory, whatever
 * comes over it. Behind a proxy all come from the proxy's address, and the proxy limits them.
 */
export const watchConnections = (
  server: Server,
  { trustedProxies }: { readonly trustedProxies: number },
): Connections => {
  const connections = new Set<Socket>();
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = addressKey(socket.remoteAddress);
    const count = (counts.get(address) ?? 0) + 1;
    if (trustedProxies === 0 && count > mostOfAddress) return void socket.destroy();
    connections.add(socket);
    counts.set(address, count);
    socket.once('close', () => {
      connections.delete(socket);
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
  });
  return { cut: () => connections.forEach((socket) => socket.destroy()) };
};
