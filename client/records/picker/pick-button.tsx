import { type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';
import { useRecordScreen } from '#client/records/record-screen.tsx';

type PickButtonProps = {
  /** The field's name, and whose it is. */
  field: string;
  id: string;
  /** What it sets and what holds now: "Status: New. Change". What it shows unless given. */
  label?: string | undefined;
  describedBy?: string | undefined;
  disabled?: boolean | undefined;
  tabindex?: number | undefined;
  class?: string | undefined;
  tip?: string | undefined;
  ref?: ((element: HTMLButtonElement) => void) | undefined;
  onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  children: JSX.Element;
};

/** Shows a field's value and opens the list to change it. The keyboard's shortcuts find it by `data-pick`. */
export const PickButton = (props: PickButtonProps): JSX.Element => {
  const screen = useRecordScreen();
  const isOpen = (): boolean => {
    const now = screen.picking();
    return now?.field === props.field && now.id === props.id;
  };
  return (
    <button
      ref={(element) => props.ref?.(element)}
      type="button"
      data-pick={props.field}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-haspopup="dialog"
      aria-expanded={isOpen()}
      disabled={props.disabled}
      tabindex={props.tabindex}
      data-tip={props.tip}
      class={cls('focus-inset inline-flex min-w-0 max-w-full items-center text-start', props.class)}
      onKeyDown={(event) => props.onKeyDown?.(event)}
      onClick={(event) => {
        event.stopPropagation();
        screen.pick(isOpen() ? null : { field: props.field, id: props.id, anchor: event.currentTarget });
      }}
    >
      {props.children}
    </button>
  );
};
