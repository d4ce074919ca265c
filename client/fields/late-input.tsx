import { Suspense, lazy, type Component } from 'solid-js';
import type { FilterProps, InputProps } from './view.ts';

/** An input that few screens show: its code comes when it is first needed, and costs the other screens nothing. */
export const lateInput = (load: () => Promise<Component<InputProps>>): Component<InputProps> => {
  const Loaded = lazy(async () => ({ default: await load() }));
  return (props) => (
    <Suspense
      fallback={<span class="skeleton block h-9 w-full" role="status" aria-label={`Loading ${props.field.label}`} />}
    >
      <Loaded {...props} />
    </Suspense>
  );
};

/** The same for what a filter asks. */
export const lateFilter = (load: () => Promise<Component<FilterProps>>): Component<FilterProps> => {
  const Loaded = lazy(async () => ({ default: await load() }));
  return (props) => (
    <Suspense
      fallback={<span class="skeleton m-2 block h-9 w-60" role="status" aria-label={`Loading ${props.field.label}`} />}
    >
      <Loaded {...props} />
    </Suspense>
  );
};
