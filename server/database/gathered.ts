/**
 * Answers many askers with few statements. `find` is asked for keys and gives what it found; at most one is under way, and
 * what is asked meanwhile goes together in the next. An answer is never older than its asking: its statement began after it.
 * A failure goes to all who waited for that statement.
 */
export const gathered = <K, V>(
  find: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): ((key: K) => Promise<V | undefined>) => {
  let underWay: Promise<unknown> | null = null;
  let next: { readonly keys: Set<K>; readonly found: Promise<ReadonlyMap<K, V>> } | null = null;

  const begin = (keys: ReadonlySet<K>): Promise<ReadonlyMap<K, V>> => {
    next = null;
    const found = find([...keys]);
    const ended = found.then(
      () => undefined,
      () => undefined,
    );
    underWay = ended;
    void ended.then(() => {
      if (underWay === ended) underWay = null;
    });
    return found;
  };

  return async (key) => {
    if (!underWay) return (await begin(new Set([key]))).get(key);
    if (!next) {
      const keys = new Set<K>();
      next = { keys, found: underWay.then(() => begin(keys)) };
    }
    next.keys.add(key);
    return (await next.found).get(key);
  };
};
