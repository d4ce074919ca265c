import { Suspense, type Component } from 'solid-js';
import { late as latePart } from '#client/components/late.tsx';
import { whenIdle } from '#client/lib/when-idle.ts';
import type { FilterProps, InputProps } from './view.ts';

/**
 * An input that few screens show: it costs the first screen nothing. Its code is fetched soon after, so that it is here
 * when it is asked for, also without a network.
 */
export const lateInput = (load: () => Promise<Component<InputProps>>): Component<InputProps> => late(load, 'w-full');

/** The same for what a filter asks. */
export const lateFilter = <P extends FilterProps>(load: () => Promise<Component<P>>): Component<P> =>
  late(load, 'm-2 w-60');

const late = <P extends FilterProps | InputProps>(load: () => Promise<Component<P>>, room: string): Component<P> => {
  const Loaded = latePart(load);
  whenIdle(Loaded.preload);
  return (props) => (
    <Suspense
      fallback={<span class={`skeleton block h-9 ${room}`} role="status" aria-label={`Loading ${props.field.label}`} />}
    >
      <Loaded {...props} />
    </Suspense>
  );
};
