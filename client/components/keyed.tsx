import { For, createMemo, type Accessor, type JSX } from 'solid-js';

type KeyedProps<T> = {
  each: readonly T[];
  /** What an item is known by. */
  by: (item: T, at: number) => string;
  fallback?: JSX.Element;
  children: (item: Accessor<T>, at: Accessor<number>) => JSX.Element;
};

/**
 * A list whose items are drawn once for as long as their key is in it, however often they are new objects. `For` draws
 * them again then, and what is drawn again loses the focus and the click that is under way.
 */
export const Keyed = <T,>(props: KeyedProps<T>): JSX.Element => {
  const byKey = createMemo(() => {
    const all = new Map<string, T>();
    props.each.forEach((item, at) => {
      let key = props.by(item, at);
      // Two clinics of one name are two.
      while (all.has(key)) key += '\0';
      all.set(key, item);
    });
    return all;
  });
  const keys = createMemo(() => [...byKey().keys()]);
  return (
    <For each={keys()} fallback={props.fallback}>
      {(key, at) => {
        // On its way out it is what it was.
        const item = createMemo<T>((before) => byKey().get(key) ?? (before as T));
        // eslint-disable-next-line solid/reactivity -- as `For` does with its own
        return props.children(item, at);
      }}
    </For>
  );
};
