import { useLocation, useParams } from '@solidjs/router';
import { Match, Show, Switch, createResource, createSignal, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { NewPassword } from '#client/components/new-password.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { ask, refusalOf, tenantApi } from '#client/lib/rest.ts';
import type { Refusal, RefusalCode } from '#shared/refusal.ts';
import { FormNote } from '#client/components/form-note.tsx';
import { TenantPage } from '#client/app/tenant-page.tsx';

/** Whose link it is, and what for. */
type FoundLink = { readonly kind: 'invite' | 'reset'; readonly name: string; readonly email: string };

type LinkPageProps = {
  kind: FoundLink['kind'];
  label: string;
  title: (name: string | undefined) => string;
  lead: JSX.Element;
  submitLabel: string;
  busyLabel: string;
  onChosen: (tenant: string) => void;
};

const paths = { invite: 'accept-invite', reset: 'reset-password' } as const;

/** A page that a link leads to: it shows whose link it is, and asks for a password. What the link carries is only ever posted. */
export const LinkPage = (props: LinkPageProps): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  const location = useLocation();
  const token = (): string => decodeURIComponent(location.hash.slice(1));
  const [found, { refetch }] = createResource(token, (given) =>
    ask<FoundLink>(`${tenantApi(params.tenant)}/auth/check-link`, { method: 'POST', body: { token: given || 'none' } }),
  );
  /** A link that was good when the page was opened, and is not any more. */
  const [late, setLate] = createSignal<Refusal>();
  const refused = (): Refusal | undefined => late() ?? (found.error ? refusalOf(found.error) : undefined);
  return (
    <TenantPage label={props.label} title={props.title} lead={refused() ? 'This link does not lead on.' : props.lead}>
      <Switch>
        <Match when={refused()}>
          {(refusal) => <Refused refusal={refusal()} kind={props.kind} onRetry={() => void refetch()} />}
        </Match>
        <Match when={found.state === 'ready' && found()}>
          {(link) => <PasswordForm {...props} link={link()} token={token()} onRefused={setLate} />}
        </Match>
        <Match when={found.loading}>
          <div class="flex flex-col gap-4" role="status" aria-label="Loading">
            <Skeleton class="h-9 w-full" />
            <Skeleton class="h-9 w-full" />
          </div>
        </Match>
      </Switch>
    </TenantPage>
  );
};

/** It says nothing of the link, which may be good: the server was not reached, or has enough to do. */
const passing: readonly RefusalCode[] = ['UNAVAILABLE', 'RATE_LIMITED', 'DEFECT'];

/** Why a link is no longer good, and where one goes from there. */
const Refused = (props: { refusal: Refusal; kind: FoundLink['kind']; onRetry: () => void }): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  const isReset = (): boolean => props.kind === 'reset' && props.refusal.code !== 'ACCOUNT_DEACTIVATED';
  return (
    <div class="flex flex-col gap-4" data-refused={props.refusal.code}>
      <FormNote tone="amber">{props.refusal.message}</FormNote>
      <Show
        when={!passing.includes(props.refusal.code)}
        fallback={<Button onClick={() => props.onRetry()}>Try again</Button>}
      >
        <Show when={isReset()}>
          <a class="button button-primary w-full" href={`/${params.tenant}/forgot-password`}>
            Ask for another link
          </a>
        </Show>
        <a class="button button-secondary w-full" href={`/${params.tenant}/login`}>
          Go to sign in
        </a>
      </Show>
    </div>
  );
};

type PasswordFormProps = LinkPageProps & {
  link: FoundLink;
  token: string;
  onRefused: (refusal: Refusal) => void;
};

const PasswordForm = (props: PasswordFormProps): JSX.Element => {
  const params = useParams<{ tenant: string }>();
  const [password, setPassword] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const [error, setError] = createSignal<string>();
  const [trouble, setTrouble] = createSignal<string>();
  let form!: HTMLFormElement;
  const type = (value: string): void => {
    setError(undefined);
    setPassword(value);
  };
  const refuse = (refusal: Refusal): void => {
    if (refusal.details?.field === 'password') {
      setError(refusal.message);
      form.querySelector<HTMLInputElement>('[name=password]')?.focus();
    } else if (passing.includes(refusal.code)) setTrouble(refusal.message);
    else props.onRefused(refusal);
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    // A password manager may fill the field without an input event.
    const typed = String(new FormData(form).get('password') ?? '');
    if (typed === '') {
      setError('Choose a password.');
      form.querySelector<HTMLInputElement>('[name=password]')?.focus();
      return;
    }
    setBusy(true);
    setTrouble(undefined);
    try {
      await ask(`${tenantApi(params.tenant)}/auth/${paths[props.kind]}`, {
        method: 'POST',
        body: { token: props.token, password: typed },
      });
      props.onChosen(params.tenant);
    } catch (thrown) {
      refuse(refusalOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      ref={(element) => (form = element)}
      class="flex flex-col gap-4"
      method="post"
      novalidate
      onSubmit={(event) => void submit(event)}
    >
      <Show when={trouble()}>{(message) => <FormNote tone="red">{message()}</FormNote>}</Show>
      <LabelledField label="Email">
        {(control) => (
          // Read only, so that a password manager knows whose password it keeps.
          <TextInput
            {...control}
            type="email"
            name="email"
            autocomplete="username"
            readonly
            value={props.link.email}
            onInput={() => undefined}
          />
        )}
      </LabelledField>
      <NewPassword
        label="New password"
        name="password"
        value={password()}
        onInput={type}
        about={[props.link.name, props.link.email]}
        error={error()}
      />
      <Button type="submit" variant="primary" class="mt-1 w-full" busy={busy()}>
        {busy() ? props.busyLabel : props.submitLabel}
      </Button>
    </form>
  );
};
