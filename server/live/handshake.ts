import type { HeldTailoring } from '#shared/protocol.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import type { LiveSocket } from './live-tenant.ts';
import { heldTailoring } from './tailoring.ts';

/** What a socket says of itself when it connects. */
type Handshake = {
  readonly slug: string;
  readonly token: string | null;
  readonly header: string | undefined;
  /** The tailoring that its client holds already. */
  readonly held: HeldTailoring | null;
};

/** Reads the handshake, and takes its secrets out of the socket. */
export const credentials = (socket: LiveSocket): Handshake => {
  const { headers, auth } = socket.handshake;
  const { token: given, tailoring } = auth as { readonly token?: unknown; readonly tailoring?: unknown };
  const result = {
    slug: String(headers['x-live-tenant'] ?? ''),
    token: typeof given === 'string' && given !== '' ? given : (tokenFrom(headers)?.token ?? null),
    header: headers['x-tenant-id'] as string | undefined,
    held: heldTailoring(tailoring),
  };
  // The adapter would ship a handshake through Redis with its secrets in it.
  socket.handshake.auth = {};
  socket.handshake.headers = {};
  // Each socket would otherwise keep its whole first request in memory.
  Object.assign(socket.conn, { request: null });
  return result;
};
