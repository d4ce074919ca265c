import { io, WebSocket, type Socket } from 'socket.io-client';
import type { ClientEvents, HeldTailoring, ServerEvents } from '#shared/protocol.ts';

/** What a client asks the server, by whichever way there is. */
export type RequestName = keyof ClientEvents;
export type RequestPayload<E extends RequestName> = Parameters<ClientEvents[E]>[0];
export type RequestAnswer<E extends RequestName> = Parameters<Parameters<ClientEvents[E]>[1]>[0];

/** `token` for clients without the session cookie; `tailoring` as far as it is held already; how changes are to come. */
export type Handshake = { readonly token?: string; readonly tailoring?: HeldTailoring; readonly changes: number };

/** The socket to a tenant's server, which this page's own is unless said. It does not connect by itself. */
export const createSocket = (
  options: { readonly tenant: string; readonly origin?: string },
  handshake: () => Handshake,
): Socket<ServerEvents, ClientEvents> => {
  const connect = {
    path: `/${options.tenant}/socket.io`,
    transports: [WebSocket],
    withCredentials: true,
    forceNew: true,
    autoConnect: false,
    reconnection: false,
    timeout: 10_000,
    auth: (send: (data: object) => void) => send(handshake()),
  };
  return options.origin === undefined ? io(connect) : io(options.origin, connect);
};

type LooseSocket = { timeout(ms: number): { emitWithAck(event: string, payload: unknown): Promise<unknown> } };

/** Null when no answer came: not in time, or cut off. */
export const askSocket = async <E extends RequestName>(
  socket: Socket<ServerEvents, ClientEvents>,
  open: () => boolean,
  event: E,
  payload: RequestPayload<E>,
  withinMs: number,
): Promise<RequestAnswer<E> | null> => {
  // Socket.IO would keep it and send it on the next connection, ahead of whatever comes first there.
  if (!open() || !socket.connected) return null;
  try {
    return (await (socket as unknown as LooseSocket).timeout(withinMs).emitWithAck(event, payload)) as RequestAnswer<E>;
  } catch {
    // The only errors here are "not in time" and "cut off", and both mean: no answer.
    return null;
  }
};
