import { createSignal, Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Icon } from '#client/components/icon.ts';
import { Popover } from '#client/components/popover.tsx';

type BulkActionProps = {
  label: string;
  icon: Icon;
  /** The field that it sets: the list's keys find it by that. */
  field?: string | undefined;
  danger?: boolean | undefined;
  disabled: boolean;
  /** What is asked before: the value to set. */
  children: (close: () => void) => JSX.Element;
};

/** A button of the bar, and the choice that floats above it. */
export const BulkAction = (props: BulkActionProps): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  return (
    <Popover
      label={props.label}
      placement="top-start"
      open={open()}
      onOpenChange={(now) => setOpen(now && !props.disabled)}
      triggerClass={`button ${props.danger ? 'button-danger' : 'button-secondary'} button-small aria-disabled:opacity-55`}
      triggerProps={{ 'data-bulk': props.field ?? '', 'aria-disabled': props.disabled || undefined }}
      class="p-1"
      trigger={
        <>
          <Dynamic component={props.icon} size={16} class="flex-none" />
          {props.label}
        </>
      }
    >
      <Show when={open()}>{props.children(() => setOpen(false))}</Show>
    </Popover>
  );
};
