import { onMount, type JSX } from 'solid-js';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';

type SwitchProps = Omit<ControlProps, 'label'> & {
  /** Beside it, as part of what can be clicked. */
  label?: string | undefined;
  /** Its name where nothing that is seen names it. */
  name?: string | undefined;
  /** Enter sends a form; where there is none, it turns the switch. */
  onEnter?: (() => void) | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
  class?: string | undefined;
};

/** On or off, at once. A native checkbox underneath: forms, keyboards and screen readers know it. */
export const Switch = (props: SwitchProps): JSX.Element => (
  <label class={cls('inline-flex min-h-6 touch:min-h-11 items-center gap-2 text-row', props.class)}>
    <input
      type="checkbox"
      role="switch"
      class="peer sr-only"
      id={props.id}
      checked={props.checked}
      disabled={props.disabled}
      // The attribute works once, when a page loads.
      ref={(element) => onMount(() => props.autofocus && element.focus())}
      aria-label={props.label ? undefined : props.name}
      aria-describedby={props.describedBy}
      aria-labelledby={props.label ? undefined : props.labelledBy}
      aria-invalid={props.invalid || undefined}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !props.onEnter) return;
        event.preventDefault();
        props.onEnter();
      }}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
    <span
      aria-hidden="true"
      class="relative h-5 w-9 flex-none rounded-full border border-outline bg-sunken transition-colors duration-150 peer-checked:border-accent peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-1 peer-focus-visible:outline-focus peer-disabled:opacity-55 after:absolute after:top-[2px] after:left-[2px] after:size-3.5 after:rounded-full after:bg-outline after:transition-transform after:duration-150 peer-checked:after:translate-x-4 peer-checked:after:bg-on-accent"
    />
    {props.label}
  </label>
);
