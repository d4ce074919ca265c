import type { IncomingMessage } from 'node:http';
import { frameVersion, type HeldTailoring } from '#shared/protocol.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Config } from '#server/config.ts';
import { verifyAccessToken } from '#server/identity/access-token.ts';
import { requireSegment } from '#server/identity/authenticate.ts';
import { tokenFrom } from '#server/identity/cookies.ts';
import { addressKey, clientAddress } from '#server/limits.ts';
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

/** Where a connection comes from, as strangers are counted. */
export const addressOf = (request: IncomingMessage, config: Pick<Config, 'trustedProxies'>): string =>
  addressKey(clientAddress(request, config.trustedProxies));

/** Reads the handshake, and takes its secrets out of the socket. */
export const credentials = (socket: LiveSocket, config: Pick<Config, 'jwtSecret' | 'secureCookies'>): Handshake => {
  const { headers, auth } = socket.handshake;
  const { token: given, tailoring, changes } = auth as { readonly [name: string]: unknown };
  const result: Handshake = {
    slug: String(headers['x-live-tenant'] ?? ''),
    token: typeof given === 'string' && given !== '' ? given : (tokenFrom(headers, config)?.token ?? null),
    header: headers['x-tenant-id'] as string | undefined,
    held: heldTailoring(tailoring),
    form: changes === frameVersion || changes === 2 ? changes : 1,
  };
  // The adapter would ship a handshake through Redis with its secrets in it.
  socket.handshake.auth = {};
  socket.handshake.headers = {};
  // Each socket would otherwise keep its whole first request in memory.
  Object.assign(socket.conn, { request: null });
  return result;
};

/** Throws what is wrong with a token that was not made for this workspace. */
export const refuseToken = (token: string | null, slug: string, config: Pick<Config, 'jwtSecret'>): never => {
  if (token) requireSegment(verifyAccessToken(token, config).segment, slug);
  throw new Refusal('UNAUTHENTICATED', 'Sign in first.');
};
