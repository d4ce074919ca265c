import { Match, Show, Suspense, Switch, createSignal, type JSX } from 'solid-js';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { late } from '#client/components/late.tsx';
import { Skeleton } from '#client/components/skeleton.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { useAccount } from './account.ts';
import { AskPassword } from './ask-password.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

const QrCode = late(async () => (await import('./qr-code.tsx')).QrCode);

type Begun = { readonly secret: string; readonly uri: string };

/** "ABCD EFGH …": what is typed by hand is read in fours. */
const inFours = (secret: string): string => secret.replaceAll(/(.{4})(?=.)/g, '$1 ');

/** Password, the app's code, recovery codes: one after the other in one place. */
export const FactorSetup = (props: { onDone: () => void; onCancel?: (() => void) | undefined }): JSX.Element => {
  const { api } = useAccount();
  const [begun, setBegun] = createSignal<Begun>();
  const [codes, setCodes] = createSignal<readonly string[]>();
  const begin = async (password: string): Promise<void> => {
    setBegun(await ask<Begun>(`${api}/auth/totp`, { method: 'POST', body: { password } }));
  };
  return (
    <Switch>
      <Match when={codes()}>{(all) => <RecoveryCodes codes={all()} onDone={() => props.onDone()} />}</Match>
      <Match when={begun()}>
        {(known) => <FirstCode begun={known()} onConfirmed={setCodes} onCancel={props.onCancel} />}
      </Match>
      <Match when={true}>
        <AskPassword action="Continue" onCancel={props.onCancel} run={begin} />
      </Match>
    </Switch>
  );
};

type FirstCodeProps = {
  begun: Begun;
  onConfirmed: (codes: readonly string[]) => void;
  onCancel: (() => void) | undefined;
};

const FirstCode = (props: FirstCodeProps): JSX.Element => {
  const { api } = useAccount();
  const [code, setCode] = createSignal('');
  const [error, setError] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;
  const confirm = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    setBusy(true);
    setError(undefined);
    try {
      const answer = await ask<{ recoveryCodes: readonly string[] }>(`${api}/auth/totp/confirm`, {
        method: 'POST',
        body: { code: code() },
      });
      props.onConfirmed(answer.recoveryCodes);
    } catch (thrown) {
      setError(refusalOf(thrown).message);
      form.querySelector<HTMLInputElement>('[name=code]')?.select();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="flex flex-col gap-5 sm:flex-row">
      <Suspense fallback={<Skeleton class="size-44 flex-none" />}>
        <QrCode text={props.begun.uri} label="QR code for your authenticator app" />
      </Suspense>
      <form
        ref={(element) => (form = element)}
        class="flex min-w-0 flex-1 flex-col gap-3"
        novalidate
        onSubmit={(event) => void confirm(event)}
      >
        <p class="text-row text-muted">
          Scan this with an authenticator app, such as Google Authenticator, Aegis or 1Password. Or type this key into
          it:
        </p>
        <code class="font-mono text-row break-words text-ink select-all" data-secret={props.begun.secret}>
          {inFours(props.begun.secret)}
        </code>
        <LabelledField label="Code of the app" error={error()} help="Six digits. They change every half minute.">
          {(control) => (
            <TextInput
              {...control}
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength={9}
              autofocus
              class="tabular max-w-40 tracking-widest"
              value={code()}
              onInput={setCode}
            />
          )}
        </LabelledField>
        <div class="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" class="touch:min-h-11" busy={busy()}>
            Turn on
          </Button>
          <Show when={props.onCancel}>
            <Button variant="quiet" class="touch:min-h-11" onClick={() => props.onCancel?.()}>
              Cancel
            </Button>
          </Show>
        </div>
      </form>
    </div>
  );
};
