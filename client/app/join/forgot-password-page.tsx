import { useParams } from '@solidjs/router';
import { Show, createSignal, type JSX } from 'solid-js';
import { FormNote } from '#client/components/form-note.tsx';
import { TenantPage } from '#client/app/tenant-page.tsx';
import { Button } from '#client/components/button.tsx';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';
import { SignInEmail } from '#client/app/sign-in-email.tsx';

/** Asks for a link to a new password. What it says afterwards does not tell whether there is such a person. */
export const ForgotPasswordPage = (): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  const [email, setEmail] = createSignal('');
  const [sentTo, setSentTo] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [trouble, setTrouble] = createSignal<string>();
  let form!: HTMLFormElement;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    const typed = String(new FormData(form).get('email') ?? '').trim();
    if (typed === '') {
      setError('Type your email address.');
      form.querySelector('input')?.focus();
      return;
    }
    setBusy(true);
    setError(undefined);
    setTrouble(undefined);
    try {
      await ask(`${tenantApi(params.tenant)}/auth/forgot-password`, { method: 'POST', body: { email: typed } });
      setSentTo(typed);
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      if (refusal.details?.field === 'email') setError(refusal.message);
      else setTrouble(refusal.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <TenantPage
      label="Forgot your password"
      title={() => 'Forgot your password?'}
      lead="We send you a link to choose a new one."
    >
      <Show
        when={sentTo()}
        fallback={
          <form
            ref={(element) => (form = element)}
            class="flex flex-col gap-4"
            method="post"
            novalidate
            onSubmit={(event) => void submit(event)}
          >
            <Show when={trouble()}>{(message) => <FormNote tone="red">{message()}</FormNote>}</Show>
            <SignInEmail value={email()} onInput={setEmail} error={error()} />
            <Button type="submit" variant="primary" class="mt-1 w-full" busy={busy()}>
              {busy() ? 'Sending…' : 'Send the link'}
            </Button>
            <BackToSignIn />
          </form>
        }
      >
        {(address) => (
          <div class="flex flex-col gap-4">
            <FormNote tone="green">
              If {address()} belongs to someone here, a link is on its way. It is good for an hour.
            </FormNote>
            <p class="text-row text-muted">
              Nothing came? Look among unwanted mail, and whether the address is the one that you sign in with. An admin
              can invite you if you have never signed in.
            </p>
            <Button class="w-full" onClick={() => setSentTo(undefined)}>
              Use another address
            </Button>
            <BackToSignIn />
          </div>
        )}
      </Show>
    </TenantPage>
  );
};

const BackToSignIn = (): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  return (
    <a
      href={`/${params.tenant}/login`}
      class="flex items-center self-center text-row text-accent hover:underline touch:min-h-11"
    >
      Back to sign in
    </a>
  );
};
