/** Those who ask for the same thing at the same time share one answer. */
export const singleFlight = <T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> => {
  const current = running.get(key);
  if (current) return current;
  const started = work().finally(() => running.delete(key));
  running.set(key, started);
  return started;
};
