/** Values by their keys, of which those used last are kept. */
export type RecentlyUsed<Value> = {
  /** Uses it. */
  readonly get: (key: string) => Value | undefined;
  /** The key of the value that was dropped for it, the one used longest ago; undefined where there was room. */
  readonly set: (key: string, value: Value) => string | undefined;
};

export const createRecentlyUsed = <Value>(most: number): RecentlyUsed<Value> => {
  // In the order of their use.
  const held = new Map<string, Value>();
  return {
    get: (key) => {
      const value = held.get(key);
      if (value === undefined) return undefined;
      held.delete(key);
      held.set(key, value);
      return value;
    },
    set: (key, value) => {
      held.delete(key);
      held.set(key, value);
      if (held.size <= most) return undefined;
      const [oldest] = held.keys();
      if (oldest !== undefined) held.delete(oldest);
      return oldest;
    },
  };
};
