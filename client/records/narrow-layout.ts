import { createSignal, onCleanup, type Accessor } from 'solid-js';

/** Whether an open record covers the list, as on a phone. */
export const useNarrowLayout = (): Accessor<boolean> => {
  const query = matchMedia('(max-width: 1023px)');
  const [narrow, setNarrow] = createSignal(query.matches);
  const look = (): void => {
    setNarrow(query.matches);
  };
  query.addEventListener('change', look);
  onCleanup(() => query.removeEventListener('change', look));
  return narrow;
};
