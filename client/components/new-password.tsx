import { For, Show, type JSX } from 'solid-js';
import {
  lengthOf,
  passwordProblem,
  passwordStrength,
  shortestPassword,
  type PasswordStrength,
} from '#shared/password-rules.ts';
import { cls } from './class.ts';
import { LabelledField } from './labelled-field.tsx';
import { PasswordInput } from './password-input.tsx';

const steps: Record<PasswordStrength, { readonly filled: number; readonly tone: string; readonly word: string }> = {
  weak: { filled: 1, tone: 'tone-red', word: '' },
  fair: { filled: 2, tone: 'tone-amber', word: 'Good enough. Another word makes it strong.' },
  strong: { filled: 3, tone: 'tone-green', word: 'Strong.' },
};

/** How good it is so far. What is too short is no mistake yet, while it is being typed. */
const Strength = (props: { value: string; about: readonly string[] }): JSX.Element => {
  const strength = (): PasswordStrength => passwordStrength(props.value, props.about);
  const words = (): string => {
    const missing = shortestPassword - lengthOf(props.value);
    if (missing > 0) return missing === 1 ? 'One more character.' : `${missing} more characters.`;
    return passwordProblem(props.value, props.about) ?? steps[strength()].word;
  };
  return (
    <span class={cls('flex flex-col gap-1 pt-0.5', steps[strength()].tone)}>
      <span class="grid grid-cols-3 gap-1" aria-hidden="true">
        <For each={[1, 2, 3]}>
          {(step) => (
            <span class={cls('h-1 rounded-full', step <= steps[strength()].filled ? 'bg-tone-mark' : 'bg-pressed')} />
          )}
        </For>
      </span>
      <span class="text-muted" role="status">
        {words()}
      </span>
    </span>
  );
};

type NewPasswordProps = {
  label: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
  /** What is known of its owner, and so is no secret: name, email address. */
  about: readonly string[];
  error?: string | undefined;
};

/** Where a new password is chosen: the rules are said while it is typed, by the function that the server decides with. */
export const NewPassword = (props: NewPasswordProps): JSX.Element => (
  <LabelledField
    label={props.label}
    error={props.error}
    help={
      <Show
        when={props.value}
        fallback={`At least ${shortestPassword} characters. Three or four words together are easy to remember.`}
      >
        <Strength value={props.value} about={props.about} />
      </Show>
    }
  >
    {(control) => (
      <PasswordInput
        {...control}
        name={props.name}
        autocomplete="new-password"
        value={props.value}
        onInput={(value) => props.onInput(value)}
      />
    )}
  </LabelledField>
);
