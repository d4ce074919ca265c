/** Connections that have not said yet who they are, by the address that they come from. */
export type PendingConnections = {
  /** Whether one more from there is too many. */
  readonly isFull: (address: string) => boolean;
  /** Counts one; call the answer when it has signed in or is gone. */
  readonly add: (address: string) => () => void;
};

/** Everyone of a large office, behind one address, comes back at once after a deploy. */
const mostOfAddress = 2_000;

export const createPendingConnections = (): PendingConnections => {
  const counts = new Map<string, number>();
  return {
    isFull: (address) => (counts.get(address) ?? 0) >= mostOfAddress,
    add: (address) => {
      counts.set(address, (counts.get(address) ?? 0) + 1);
      let pending = true;
      return () => {
        if (!pending) return;
        pending = false;
        const left = (counts.get(address) ?? 1) - 1;
        if (left > 0) counts.set(address, left);
        else counts.delete(address);
      };
    },
  };
};
