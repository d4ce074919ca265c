import { createSignal, type JSX } from 'solid-js';
import { Button, type ButtonVariant } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { PasswordInput } from '#client/components/password-input.tsx';
import { refusalOf } from '#client/lib/rest.ts';
import { useAccount } from './account.ts';

type AskPasswordProps = {
  /** What happens with it: "Turn off". */
  action: string;
  variant?: ButtonVariant;
  run: (password: string) => Promise<void>;
  onCancel?: (() => void) | undefined;
};

/** What matters is done by who knows the password, not by who finds the screen open. */
export const AskPassword = (props: AskPasswordProps): JSX.Element => {
  const account = useAccount();
  const [password, setPassword] = createSignal('');
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    setBusy(true);
    setError(undefined);
    try {
      await props.run(password());
    } catch (thrown) {
      setError(refusalOf(thrown).message);
      form.querySelector<HTMLInputElement>('[name=password]')?.select();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      ref={(element) => (form = element)}
      class="flex max-w-md flex-col gap-3"
      method="post"
      novalidate
      onSubmit={(event) => void submit(event)}
    >
      <input class="hidden" type="text" name="username" autocomplete="username" value={account.me().email} readonly />
      <LabelledField label="Your password" error={error()} help="Asked again, in case someone else is at your screen.">
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autocomplete="current-password"
            autofocus
            value={password()}
            onInput={setPassword}
          />
        )}
      </LabelledField>
      <div class="flex flex-wrap gap-2">
        <Button type="submit" variant={props.variant ?? 'primary'} class="touch:min-h-11" busy={busy()}>
          {props.action}
        </Button>
        {props.onCancel && (
          <Button variant="quiet" class="touch:min-h-11" onClick={() => props.onCancel?.()}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
};
