import type { Actor } from '#shared/actor.ts';
import { Refusal } from '#shared/refusal.ts';
import type { Tenant } from '#server/tenants/tenant.ts';
import type { SocketData } from './socket-data.ts';

/** The longest that a change of access may be unheard of where it matters, in milliseconds. */
const oldest = 1_000;

/** Who asks: a socket, or a request over HTTP in its place. */
export type Asker = {
  readonly connected: boolean;
  readonly data: Pick<SocketData, 'live' | 'principal' | 'person' | 'actor'> & {
    readonly audience: Pick<SocketData['audience'], 'scopes' | 'form'>;
  };
};

/** Whose turn and whose allowance these questions take. */
export const personOf = ({ data }: Asker): string => data.actor.id;

/** A pod that stood still, or whose database was away, may be the last to hear who has lost access meanwhile. */
export const hearAccess = async ({ data }: Asker): Promise<void> => {
  const { follower } = data.live;
  if (follower.age() > oldest) await follower.catchUp();
};

/** Reads for who asks. Access that changed while the database was reading makes it read again: nothing leaves late. */
export const readAs = async <T>(asker: Asker, read: (actor: Actor) => Promise<T>): Promise<T> => {
  await hearAccess(asker);
  for (;;) {
    const { actor } = asker.data;
    const found = await read(actor);
    if (asker.data.actor === actor) return found;
  }
};

/** The same in the person's turn; `read` gets the tenant to read from. */
export const readInTurn = <T>(asker: Asker, read: (slotted: Tenant, actor: Actor) => Promise<T>): Promise<T> =>
  readAs(asker, (actor) =>
    asker.data.live.tenant.inTurn(personOf(asker), async (slotted) => {
      requireConnected(asker);
      // Waiting for the turn may have taken seconds.
      await hearAccess(asker);
      return read(slotted, actor);
    }),
  );

/** Those who have left meanwhile are not read for. */
const requireConnected = (asker: Asker): void => {
  if (!asker.connected) throw new Refusal('UNAVAILABLE', 'The connection was closed. Connect again.');
};
