import { createSignal, getListener, getOwner, onCleanup } from 'solid-js';

/** A value for each of many keys, of which few are observed: a signal exists only while a computation reads it. */
export type KeyedSignals<T> = {
  /** Reactive inside a computation. */
  get(key: string): T;
  set(key: string, value: T): void;
  keys(): string[];
};

type Observed<T> = { readonly signal: readonly [() => T, (next: () => T) => unknown]; watchers: number };

export const createKeyedSignals = <T>(empty: T): KeyedSignals<T> => {
  const values = new Map<string, T>();
  const watched = new Map<string, Observed<T>>();
  const valueOf = (key: string): T => (values.has(key) ? (values.get(key) as T) : empty);

  return {
    get: (key) => {
      if (!getListener() || !getOwner()) return valueOf(key);
      let one = watched.get(key);
      if (!one) watched.set(key, (one = { signal: createSignal<T>(valueOf(key)), watchers: 0 }));
      const mine = one;
      mine.watchers += 1;
      onCleanup(() => {
        mine.watchers -= 1;
        if (mine.watchers === 0 && watched.get(key) === mine) watched.delete(key);
      });
      return mine.signal[0]();
    },
    set: (key, value) => {
      if (value === empty) values.delete(key);
      else values.set(key, value);
      watched.get(key)?.signal[1](() => value);
    },
    keys: () => [...values.keys()],
  };
};
