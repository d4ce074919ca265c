import { type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';

type FactRowProps = {
  label: string;
  labelId: string;
  /** The value has the whole width, below its label. */
  block?: boolean | undefined;
  /** The label is for screen readers only: what stands around it says what it is. */
  unlabelled?: boolean | undefined;
  children: JSX.Element;
};

/** A fact of a record: what it is called, and beside it its value or its editor. */
export const FactRow = (props: FactRowProps): JSX.Element => (
  <div
    class={cls(
      'grid items-start gap-x-2',
      !props.block && !props.unlabelled && 'grid-cols-[8.5rem_minmax(0,1fr)] max-sm:grid-cols-[6.5rem_minmax(0,1fr)]',
    )}
  >
    <div id={props.labelId} class={props.unlabelled ? 'sr-only' : 'py-1.5 text-row text-muted touch:py-3'}>
      {props.label}
    </div>
    <div class="min-w-0">{props.children}</div>
  </div>
);
