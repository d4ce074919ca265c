import { splitProps, type JSX } from 'solid-js';
import { Button, type ButtonProps } from './button.tsx';
import { cls } from './class.ts';
import type { Icon } from './icon.ts';

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'tip'> & {
  icon: Icon;
  /** Its name: for a screen reader, and on hover. */
  label: string;
  /** Shown after the name on hover, like "E". */
  keys?: string | undefined;
};

export const IconButton = (props: IconButtonProps): JSX.Element => {
  const [own, rest] = splitProps(props, ['label', 'keys', 'class', 'variant']);
  return (
    <Button
      {...rest}
      variant={own.variant ?? 'quiet'}
      class={cls('button-square', own.class)}
      aria-label={own.label}
      tip={own.keys ? `${own.label} (${own.keys})` : own.label}
    />
  );
};
