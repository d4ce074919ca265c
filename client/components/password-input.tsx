import Eye from 'lucide-solid/icons/eye';
import EyeOff from 'lucide-solid/icons/eye-off';
import { createSignal, type JSX } from 'solid-js';
import type { ControlProps } from './control.ts';
import { IconButton } from './icon-button.tsx';
import { TextInput } from './text-input.tsx';

type PasswordInputProps = ControlProps & {
  name: string;
  /** What a password manager makes of it. */
  autocomplete: 'current-password' | 'new-password';
  value: string;
  onInput: (value: string) => void;
};

/** Pasted into, filled by managers, and shown when one wants to see it. */
export const PasswordInput = (props: PasswordInputProps): JSX.Element => {
  const [visible, setVisible] = createSignal(false);
  return (
    <div class="relative">
      <TextInput {...props} type={visible() ? 'text' : 'password'} class="pr-10 touch:pr-12" />
      <IconButton
        icon={visible() ? EyeOff : Eye}
        label={visible() ? 'Hide password' : 'Show password'}
        aria-pressed={visible()}
        small
        class="absolute inset-y-0 right-1 my-auto bg-transparent!"
        onClick={() => setVisible(!visible())}
      />
    </div>
  );
};
