import { frameVersion, type HeldTailoring } from '#shared/protocol.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import type { ChangeForm } from './fan-out.ts';
import type { LiveSocket } from './live-tenant.ts';
import { heldTailoring } from './tailoring.ts';

/** What a socket says of itself when it connects. */
type Handshake = {
  readonly slug: string;
  readonly token: string | null;
  readonly header: string | undefined;
  /** The tailoring that its client holds already. */
  readonly held: HeldTailoring | null;
  /** How it is to be sent changes. */
  readonly form: ChangeForm;
};

/** Reads the handshake, and takes its secrets out of the socket. */
export const credentials = (socket: LiveSocket): Handshake => {
  const { headers, auth } = socket.handshake;
  const { token: given, tailoring, changes } = auth as { readonly [name: string]: unknown };
  const result: Handshake = {
    slug: String(headers['x-live-tenant'] ?? ''),
    token: typeof given === 'string' && given !== '' ? given : (tokenFrom(headers)?.token ?? null),
    header: headers['x-tenant-id'] as string | undefined,
    held: heldTailoring(tailoring),
    form: changes === frameVersion ? frameVersion : 1,
  };
  // The adapter would ship a handshake through Redis with its secrets in it.
  socket.handshake.auth = {};
  socket.handshake.headers = {};
  // Each socket would otherwise keep its whole first request in memory.
  Object.assign(socket.conn, { request: null });
  return result;
};
