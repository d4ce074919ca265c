import { Show, createSignal, type JSX } from 'solid-js';
import { passwordProblem } from '#shared/password-rules.ts';
import { Button } from '#client/components/button.tsx';
import { FormNote } from '#client/components/form-note.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { NewPassword } from '#client/components/new-password.tsx';
import { PasswordInput } from '#client/components/password-input.tsx';
import { toast } from '#client/components/toasts.ts';
import { ask, refusalOf } from '#client/lib/rest.ts';
import { useAccount } from './account.ts';
import { AccountCard } from './account-card.tsx';

type FieldName = 'currentPassword' | 'newPassword';

const fieldNames: readonly string[] = ['currentPassword', 'newPassword'] satisfies FieldName[];

export const signedOutElsewhere = (count: number): string => {
  if (count === 0) return '';
  return count === 1 ? ' One other session was signed out.' : ` ${count} other sessions were signed out.`;
};

/** Changes the password. The current one is asked first: someone else at an open screen does not know it. */
export const PasswordForm = (): JSX.Element => {
  const account = useAccount();
  const [current, setCurrent] = createSignal('');
  const [next, setNext] = createSignal('');
  const [errors, setErrors] = createSignal<{ readonly [field in FieldName]?: string }>({});
  const [general, setGeneral] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;
  const about = (): readonly string[] => [account.me().name, account.me().email, account.place() ?? ''];

  const fail = (field: FieldName, message: string): void => {
    setErrors({ [field]: message });
    form.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    setGeneral(undefined);
    setErrors({});
    if (!current()) return fail('currentPassword', 'Type the password that you have now.');
    const problem = passwordProblem(next(), about());
    if (problem !== null) return fail('newPassword', next() ? problem : 'Type the new password.');
    setBusy(true);
    try {
      const { endedSessions } = await ask<{ endedSessions: number }>(`${account.api}/auth/change-password`, {
        method: 'POST',
        body: { currentPassword: current(), newPassword: next() },
      });
      setCurrent('');
      setNext('');
      toast(`Your password is changed.${signedOutElsewhere(endedSessions)}`, { tone: 'green' });
    } catch (error) {
      const refusal = refusalOf(error);
      const field = refusal.details?.field;
      if (field && fieldNames.includes(field)) fail(field as FieldName, refusal.message);
      else setGeneral(refusal.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <AccountCard title="Password" lead="Changing it signs you out everywhere else.">
      <form
        ref={(element) => (form = element)}
        class="flex max-w-md flex-col gap-4 px-5 pb-5 max-sm:px-4"
        method="post"
        novalidate
        onSubmit={(event) => void submit(event)}
      >
        {/* A password manager wants to know whose password this is. */}
        <input class="hidden" type="text" name="username" autocomplete="username" value={account.me().email} readonly />
        <Show when={general()}>{(message) => <FormNote tone="red">{message()}</FormNote>}</Show>
        <LabelledField label="Current password" error={errors().currentPassword}>
          {(control) => (
            <PasswordInput
              {...control}
              name="currentPassword"
              autocomplete="current-password"
              value={current()}
              onInput={setCurrent}
            />
          )}
        </LabelledField>
        <NewPassword
          label="New password"
          name="newPassword"
          value={next()}
          onInput={setNext}
          about={about()}
          error={errors().newPassword}
        />
        <Button type="submit" variant="primary" class="self-start touch:min-h-11" busy={busy()}>
          {busy() ? 'Changing…' : 'Change password'}
        </Button>
      </form>
    </AccountCard>
  );
};
