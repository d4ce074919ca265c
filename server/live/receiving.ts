import { maxMessageBytes } from '#shared/protocol.ts';
import type { LiveSocket } from './live-tenant.ts';

/** The part of a connection that reads what its client sends. */
type Line = {
  readonly transport: {
    readonly socket?: { readonly isPaused?: boolean; readonly pause?: () => void; readonly resume?: () => void };
  };
};

/** So much of a message costs as much as one more message, in bytes: it is parsed before it is known what it asks. */
const bytesPerMessage = 8 * 1024;
/** How long someone who sends too much is not read, in milliseconds: shorter than what they are asked to wait. */
const pauseMs = 500;

/** Takes what large messages of this socket cost off its person's allowance, as they arrive. */
export const chargeSize = ({ conn, data }: LiveSocket): void => {
  // Before Socket.IO parses it.
  conn.prependListener('data', (message: unknown) => {
    // Nothing here is sent as bytes, which are costly to look into.
    if (typeof message !== 'string') {
      conn.close();
      return;
    }
    const size = Buffer.byteLength(message);
    const more = Math.floor(size / bytesPerMessage);
    if (more > 0) data.allowance.charge(more);
    if (size > maxMessageBytes) senders.add(conn);
  });
};

/** The connections that have sent something large: only theirs is measured once more, when it is known what it is. */
const senders = new WeakSet<object>();

export const isTooLarge = ({ conn }: LiveSocket, input: unknown): boolean =>
  senders.has(conn) && Buffer.byteLength(JSON.stringify(input) ?? '') > maxMessageBytes;

/**
 * Leaves what a client sends unread for a moment. It waits at the sender then, and costs no parsing here; the client is
 * told to wait longer than that anyway.
 */
export const pauseReading = ({ conn }: LiveSocket): void => {
  const wire = (conn as unknown as Line).transport.socket;
  if (!wire || wire.isPaused) return;
  wire.pause?.();
  setTimeout(() => wire.resume?.(), pauseMs).unref();
};
