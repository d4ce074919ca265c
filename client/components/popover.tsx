import * as Kobalte from '@kobalte/core/popover';
import { splitProps, type JSX } from 'solid-js';
import { cls } from './class.ts';

type PopoverProps = {
  /** Its name for a screen reader. */
  label: string;
  /** What the trigger shows. */
  trigger: JSX.Element;
  triggerClass?: string | undefined;
  triggerLabel?: string | undefined;
  /** Further attributes of the trigger. */
  triggerProps?: { readonly [name: string]: string | boolean | undefined } | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end' | 'right-start' | 'left-start';
  class?: string | undefined;
  children: JSX.Element;
};

/** Something small that floats beside what opened it; a click elsewhere or Escape closes it. */
export const Popover = (props: PopoverProps): JSX.Element => (
  <Kobalte.Root
    gutter={4}
    placement={props.placement ?? 'bottom-start'}
    {...(props.open === undefined ? {} : { open: props.open })}
    onOpenChange={(open) => props.onOpenChange?.(open)}
  >
    <Kobalte.Trigger
      class={props.triggerClass ?? 'button button-secondary button-small'}
      {...props.triggerProps}
      {...(props.triggerLabel ? { 'aria-label': props.triggerLabel } : {})}
    >
      {props.trigger}
    </Kobalte.Trigger>
    <PopoverCard label={props.label} class={props.class}>
      {props.children}
    </PopoverCard>
  </Kobalte.Root>
);

type AnchoredProps = {
  label: string;
  anchor: () => HTMLElement | undefined;
  open: boolean;
  onClose: () => void;
  /** The focus stays where it is: the anchor is an input that is typed into. */
  keepFocus?: boolean | undefined;
  sameWidth?: boolean | undefined;
  class?: string | undefined;
  children: JSX.Element;
};

/** A popover without a trigger of its own, beside an element that is already there. */
export const AnchoredPopover = (props: AnchoredProps): JSX.Element => {
  const [own] = splitProps(props, ['anchor']);
  return (
    <Kobalte.Root
      gutter={4}
      placement="bottom-start"
      anchorRef={() => own.anchor()}
      open={props.open}
      sameWidth={props.sameWidth ?? false}
      onOpenChange={(open) => !open && props.onClose()}
    >
      <PopoverCard label={props.label} class={props.class} keepFocus={props.keepFocus} anchor={() => own.anchor()}>
        {props.children}
      </PopoverCard>
    </Kobalte.Root>
  );
};

type CardProps = {
  label: string;
  class?: string | undefined;
  keepFocus?: boolean | undefined;
  anchor?: () => HTMLElement | undefined;
  children: JSX.Element;
};

// A dialog keeps the focus inside itself, also from what floats above it unless that has this mark.
const PopoverCard = (props: CardProps): JSX.Element => {
  const stay = (event: Event): void => {
    if (props.keepFocus) event.preventDefault();
  };
  return (
    <Kobalte.Portal>
      <Kobalte.Content
        data-kb-top-layer
        class={cls('floating motion-fade z-50 max-w-[calc(100vw-1rem)]', props.class ?? 'p-3')}
        aria-label={props.label}
        onOpenAutoFocus={stay}
        onCloseAutoFocus={stay}
        onInteractOutside={(event) => {
          const target = event.target;
          if (target instanceof Node && props.anchor?.()?.contains(target)) event.preventDefault();
        }}
      >
        {props.children}
      </Kobalte.Content>
    </Kobalte.Portal>
  );
};
