import { onMount, splitProps, type JSX } from 'solid-js';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';

type Own = ControlProps & {
  value: string;
  onInput: (value: string) => void;
  /** Gets the focus with everything in it selected, as an editor in a cell does. */
  selectAll?: boolean | undefined;
};

type InputProps = Own & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, keyof Own>;
type AreaProps = Own & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, keyof Own>;

const ownNames = [
  'value',
  'onInput',
  'label',
  'labelledBy',
  'describedBy',
  'invalid',
  'small',
  'autofocus',
  'selectAll',
  'class',
] as const;

const attend = (element: HTMLInputElement | HTMLTextAreaElement, props: Own): void => {
  onMount(() => {
    if (!props.autofocus && !props.selectAll) return;
    element.focus();
    if (props.selectAll) element.select();
  });
};

export const TextInput = (props: InputProps): JSX.Element => {
  const [own, rest] = splitProps(props, ownNames);
  return (
    <input
      type="text"
      autocomplete="off"
      {...rest}
      ref={(element) => attend(element, props)}
      class={cls('control', own.small && 'control-small', own.class)}
      value={own.value}
      aria-label={own.label}
      aria-describedby={own.describedBy}
      aria-invalid={own.invalid || undefined}
      onInput={(event) => own.onInput(event.currentTarget.value)}
    />
  );
};

export const TextArea = (props: AreaProps): JSX.Element => {
  const [own, rest] = splitProps(props, ownNames);
  return (
    <textarea
      rows={3}
      {...rest}
      ref={(element) => attend(element, props)}
      class={cls('control field-sizing-content max-h-80 resize-y', own.small && 'control-small', own.class)}
      value={own.value}
      aria-label={own.label}
      aria-describedby={own.describedBy}
      aria-invalid={own.invalid || undefined}
      onInput={(event) => own.onInput(event.currentTarget.value)}
    />
  );
};
