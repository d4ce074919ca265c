import { Show, createSignal, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { refusalOf } from '#client/lib/rest.ts';

type SecondStepProps = {
  /** Signs in with this code; what it throws is said at the field. */
  send: (code: string) => Promise<void>;
  onBack: () => void;
};

/** After the password: a code of the app on one's phone, or one from paper. */
export const SecondStep = (props: SecondStepProps): JSX.Element => {
  const [code, setCode] = createSignal('');
  const [fromPaper, setFromPaper] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;
  const input = (): HTMLInputElement | null => form.querySelector<HTMLInputElement>('[name=code]');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    const typed = String(new FormData(form).get('code') ?? '').trim();
    if (!typed) {
      setError('Type the code.');
      input()?.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await props.send(typed);
    } catch (thrown) {
      setError(refusalOf(thrown).message);
      input()?.select();
    } finally {
      setBusy(false);
    }
  };
  const change = (): void => {
    setFromPaper(!fromPaper());
    setCode('');
    setError(undefined);
    input()?.focus();
  };
  return (
    <form
      ref={(element) => (form = element)}
      class="flex flex-col gap-4"
      method="post"
      novalidate
      onSubmit={(event) => void submit(event)}
    >
      <LabelledField
        label={fromPaper() ? 'Recovery code' : 'Code of your authenticator app'}
        error={error()}
        help={
          fromPaper() ? 'One of those that you kept. It works once.' : 'Six digits, which change every half minute.'
        }
      >
        {(control) => (
          <TextInput
            {...control}
            name="code"
            inputmode={fromPaper() ? 'text' : 'numeric'}
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck={false}
            maxlength={40}
            autofocus
            value={code()}
            onInput={setCode}
          />
        )}
      </LabelledField>
      <Button type="submit" variant="primary" class="w-full touch:min-h-11" busy={busy()}>
        {busy() ? 'Signing in…' : 'Sign in'}
      </Button>
      <div class="flex flex-wrap justify-between gap-2">
        <Button variant="quiet" small class="touch:min-h-11" onClick={change}>
          {fromPaper() ? 'Use the app' : 'Use a recovery code'}
        </Button>
        <Show when={!busy()}>
          <Button variant="quiet" small class="touch:min-h-11" onClick={() => props.onBack()}>
            Back
          </Button>
        </Show>
      </div>
    </form>
  );
};
