import { Suspense, type JSX } from 'solid-js';
import { whenIdle } from '#client/lib/when-idle.ts';
import { cls } from './class.ts';
import { late } from './late.tsx';
import type { SelectOption, SelectProps } from './select-control.tsx';

export type { SelectOption };

// A list that is opened is more code than all that a desk shows at once, and no one opens one in its first second.
const Control = late<SelectProps>(async () => (await import('./select-control.tsx')).SelectControl);
whenIdle(Control.preload);

/** One of a list, found by typing its first letters too. */
export const Select = (props: SelectProps): JSX.Element => (
  <Suspense
    fallback={
      <span class={cls('skeleton block w-full', props.small ? 'h-8' : 'h-9', props.class)} aria-hidden="true" />
    }
  >
    <Control {...props} />
  </Suspense>
);
