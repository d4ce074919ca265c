import { Suspense, lazy, type Component } from 'solid-js';
import type { InputProps } from './view.ts';

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
