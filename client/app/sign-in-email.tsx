import type { JSX } from 'solid-js';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { TextInput } from '#client/components/text-input.tsx';

type SignInEmailProps = { value: string; onInput: (value: string) => void; error?: string | undefined };

/** The address that one signs in with, as password managers look for it. */
export const SignInEmail = (props: SignInEmailProps): JSX.Element => (
  <LabelledField label="Email" error={props.error}>
    {(control) => (
      <TextInput
        {...control}
        type="email"
        name="email"
        inputmode="email"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        autofocus
        value={props.value}
        onInput={props.onInput}
      />
    )}
  </LabelledField>
);
