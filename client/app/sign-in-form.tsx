import { Show, Suspense, createEffect, createSignal, on, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { late } from '#client/components/late.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { PasswordInput } from '#client/components/password-input.tsx';
import { refusalOf } from '#client/lib/rest.ts';
import { FormNote } from '#client/components/form-note.tsx';
import { SignInEmail } from './sign-in-email.tsx';

const SecondStep = late(async () => (await import('./second-step.tsx')).SecondStep);

type SignInFormProps = {
  signIn: (email: string, password: string, code?: string) => Promise<unknown>;
  onSignedIn: () => void;
  /** Called once, at the first letter: time to fetch what comes next. */
  onTyping?: (() => void) | undefined;
  /** Why one is asked again: "Your session ended." */
  note?: string | undefined;
  /** Where one goes who has forgotten the password. */
  forgot?: string | undefined;
};

/** Plain fields with their standard names, so that password managers and paste work (WCAG 3.3.8). */
export const SignInForm = (props: SignInFormProps): JSX.Element => {
  const [email, setEmail] = createSignal('');
  const [password, setPassword] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string>();
  /** Sends the same again with a code, once one is asked for. */
  const [withCode, setWithCode] = createSignal<(code: string) => Promise<void>>();
  let form!: HTMLFormElement;
  createEffect(on(email, () => props.onTyping?.(), { defer: true }));

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    // A password manager may fill the fields without an input event.
    const typed = new FormData(form);
    const [mail, secret] = [String(typed.get('email') ?? ''), String(typed.get('password') ?? '')];
    if (!mail || !secret) {
      setError(mail ? 'Type your password.' : 'Type your email address.');
      form.querySelector<HTMLInputElement>(mail ? '[name=password]' : '[name=email]')?.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      await props.signIn(mail, secret);
      props.onSignedIn();
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      if (refusal.code === 'SECOND_FACTOR_REQUIRED') {
        setWithCode(() => async (code: string) => {
          await props.signIn(mail, secret, code);
          props.onSignedIn();
        });
        return;
      }
      const wait = refusal.details?.retryAfter;
      setError(
        wait
          ? `${refusal.message} Try again in ${wait < 90 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`}.`
          : refusal.message,
      );
      form.querySelector<HTMLInputElement>('[name=password]')?.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Show
      when={withCode()}
      fallback={
        <form
          ref={(element) => (form = element)}
          class="flex flex-col gap-4"
          method="post"
          novalidate
          onSubmit={(event) => void submit(event)}
        >
          <Show
            when={error()}
            fallback={<Show when={props.note}>{(note) => <FormNote tone="slate">{note()}</FormNote>}</Show>}
          >
            {(message) => <FormNote tone="red">{message()}</FormNote>}
          </Show>
          <SignInEmail value={email()} onInput={setEmail} />
          <LabelledField label="Password">
            {(control) => (
              <PasswordInput
                {...control}
                name="password"
                autocomplete="current-password"
                value={password()}
                onInput={setPassword}
              />
            )}
          </LabelledField>
          <Button type="submit" variant="primary" class="mt-1 w-full" busy={busy()}>
            {busy() ? 'Signing in…' : 'Sign in'}
          </Button>
          <Show when={props.forgot}>
            {(href) => (
              <a
                href={href()}
                class="flex items-center self-center text-row text-accent hover:underline touch:min-h-11"
              >
                Forgot your password?
              </a>
            )}
          </Show>
        </form>
      }
    >
      {(send) => (
        <Suspense>
          <SecondStep send={send()} onBack={() => setWithCode(undefined)} />
        </Suspense>
      )}
    </Show>
  );
};
