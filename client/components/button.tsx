import { Show, splitProps, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cls } from './class.ts';
import type { Icon } from './icon.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export type ButtonProps = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'onClick'> & {
  /** At most one `primary` in view. */
  variant?: ButtonVariant | undefined;
  small?: boolean | undefined;
  icon?: Icon | undefined;
  /** At work: stays in place and keeps the focus, but does nothing until done. */
  busy?: boolean | undefined;
  /** Said on hover and focus. */
  tip?: string | undefined;
  onClick?: ((event: MouseEvent & { currentTarget: HTMLButtonElement }) => void) | undefined;
};

export const Button = (props: ButtonProps): JSX.Element => {
  const [own, rest] = splitProps(props, ['variant', 'small', 'icon', 'busy', 'tip', 'class', 'children', 'onClick']);
  return (
    <button
      type="button"
      {...rest}
      class={cls('button', `button-${own.variant ?? 'secondary'}`, own.small && 'button-small', own.class)}
      aria-busy={own.busy || undefined}
      aria-disabled={own.busy || undefined}
      data-tip={own.tip}
      onClick={(event) => {
        // A disabled button would drop the focus of the person who pressed it.
        if (own.busy) event.preventDefault();
        else own.onClick?.(event);
      }}
    >
      <Show when={own.icon}>{(icon) => <Dynamic component={icon()} size={16} class="flex-none" />}</Show>
      {own.children}
    </button>
  );
};
