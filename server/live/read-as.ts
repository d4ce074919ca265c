import type { Actor } from '#shared/actor.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { LiveSocket } from './live-tenant.ts';

/** The longest that a change of access may be unheard of where it matters, in milliseconds. */
const oldest = 1_000;

/** Whose turn and whose allowance a socket's questions take. */
export const personOf = ({ data }: LiveSocket): string => data.actor.id;

/** A pod that stood still, or whose database was away, may be the last to hear who has lost access meanwhile. */
export const hearAccess = async ({ data }: LiveSocket): Promise<void> => {
  const { follower } = data.live;
  if (follower.age() > oldest) await follower.catchUp();
};

/** Reads for who asks. Access that changed while the database was reading makes it read again: nothing leaves late. */
export const readAs = async <T>(socket: LiveSocket, read: (actor: Actor) => Promise<T>): Promise<T> => {
  await hearAccess(socket);
  for (;;) {
    const { actor } = socket.data;
    const found = await read(actor);
    if (socket.data.actor === actor) return found;
  }
};

/** The same in the person's turn; `read` gets the tenant to read from. */
export const readInTurn = <T>(socket: LiveSocket, read: (slotted: Tenant, actor: Actor) => Promise<T>): Promise<T> =>
  readAs(socket, (actor) =>
    socket.data.live.tenant.inTurn(personOf(socket), async (slotted) => {
      requireConnected(socket);
      // Waiting for the turn may have taken seconds.
      await hearAccess(socket);
      return read(slotted, actor);
    }),
  );

/** Those who have left meanwhile are not read for. */
const requireConnected = (socket: LiveSocket): void => {
  if (!socket.connected) throw new Refusal('UNAVAILABLE', 'The connection was closed. Connect again.');
};
