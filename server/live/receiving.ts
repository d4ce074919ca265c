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
    const more = typeof message === 'string' ? Math.floor(message.length / bytesPerMessage) : 0;
    if (more > 0) data.allowance.charge(more);
  });
};

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
