import Check from 'lucide-solid/icons/check';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { For, Index, Show, createMemo, createSignal, type JSX } from 'solid-js';
import { clinics } from '#shared/modules/clinics.ts';
import { users } from '#shared/modules/users.ts';
import { Button } from '#client/components/button.tsx';
import { FormNote } from '#client/components/form-note.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { Select } from '#client/components/select.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { toast } from '#client/components/toasts.ts';
import { count } from '#client/lib/format.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { ClinicToggles } from './clinic-toggles.tsx';
import { createInvitation, type Draft, type Invited, type Shared } from './invite-people.ts';
import { PassOn } from './pass-on.tsx';

type InviteDialogProps = { open: boolean; onClose: () => void };

/** Invites one person or several, who all get the same role, and offers each one's link to be passed on. */
export const InviteDialog = (props: InviteDialogProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const invitation = createInvitation(() => workspace.tenant);
  const { drafts } = invitation;
  const [shared, setShared] = createSignal<Shared>({ role: null, clinicIds: [] });
  const [busy, setBusy] = createSignal(false);
  const roles = createMemo(() => {
    const mine = live.me()?.role;
    const mayOwn = mine === 'owner' || mine === 'super_admin';
    const offered = live.catalog().of(users).fields['role']?.choices ?? [];
    return offered
      .filter(({ value, retired }) => !retired && (value !== 'owner' || mayOwn))
      .map(({ value, label }) => ({ value, label }));
  });
  const needsClinics = (): boolean => shared().role === 'clinic_staff' && live.can('view', clinics);
  let form!: HTMLFormElement;

  const close = (): void => {
    props.onClose();
    invitation.reset();
    setShared({ role: null, clinicIds: [] });
  };
  const addRow = (): void => {
    invitation.add();
    queueMicrotask(() => form.querySelector<HTMLInputElement>('li:last-child input')?.focus());
  };
  const goToError = (): void => queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    if (!invitation.check(shared(), needsClinics())) return goToError();
    setBusy(true);
    const { role, clinicIds } = shared();
    const sent = await invitation.send({ role, clinicIds: needsClinics() ? clinicIds : [] });
    setBusy(false);
    if (sent > 0) toast(describeSent(drafts.invited, sent), { tone: 'green' });
    if (drafts.people.length > 0) goToError();
  };

  return (
    <Sheet
      open={props.open}
      onClose={close}
      title="Invite people"
      description="Each gets a mail with a link to choose a password. You can pass the link on yourself, too."
      stubborn
      footer={
        <Show
          when={drafts.people.length > 0}
          fallback={
            <Button variant="primary" onClick={close}>
              Done
            </Button>
          }
        >
          <Button variant="quiet" onClick={close}>
            {drafts.invited.length > 0 ? 'Close' : 'Cancel'}
          </Button>
          <Button variant="primary" type="submit" form="invite-people" busy={busy()}>
            {busy() ? 'Inviting…' : drafts.people.length > 1 ? `Invite ${drafts.people.length} people` : 'Invite'}
          </Button>
        </Show>
      }
    >
      <Show when={drafts.invited.length > 0}>
        <InvitedList invited={drafts.invited} workspace={live.me()?.tenant.name ?? ''} />
      </Show>
      <Show when={drafts.people.length > 0}>
        <form
          id="invite-people"
          ref={(element) => (form = element)}
          class="flex flex-col gap-5"
          novalidate
          onSubmit={(event) => void submit(event)}
        >
          <Show when={drafts.trouble}>{(message) => <FormNote tone="red">{message()}</FormNote>}</Show>
          <ul class="flex flex-col gap-4" aria-label="People to invite">
            <Index each={drafts.people}>
              {(draft, at) => (
                <PersonRow
                  draft={draft()}
                  number={at + 1}
                  alone={drafts.people.length === 1}
                  onInput={(field, value) => invitation.type(at, field, value)}
                  onRemove={() => invitation.remove(at)}
                />
              )}
            </Index>
          </ul>
          <Button variant="quiet" icon={Plus} class="self-start touch:min-h-11" onClick={addRow}>
            Add another person
          </Button>
          <LabelledField label="Role" required error={drafts.roleError}>
            {(control) => (
              <Select
                {...control}
                options={roles()}
                value={shared().role}
                placeholder="What they may do"
                onChange={(role) => setShared((before) => ({ ...before, role }))}
              />
            )}
          </LabelledField>
          <Show when={needsClinics()}>
            <LabelledField label="Clinics" required error={drafts.clinicsError}>
              {(control) => (
                <ClinicToggles
                  {...control}
                  value={shared().clinicIds}
                  onChange={(clinicIds) => setShared((before) => ({ ...before, clinicIds }))}
                />
              )}
            </LabelledField>
          </Show>
        </form>
      </Show>
    </Sheet>
  );
};

const describeSent = (invited: readonly Invited[], sent: number): string => {
  const last = invited.at(-1);
  const who = sent === 1 && last ? last.name : count(sent, 'person', 'people');
  return last?.mailed === false
    ? `Invited ${who}. Mail is not set up here: pass the link on.`
    : `Invited ${who}. ${sent === 1 ? 'A mail is' : 'Mails are'} on the way.`;
};

const InvitedList = (props: { invited: readonly Invited[]; workspace: string }): JSX.Element => (
  <section class="mb-5 flex flex-col gap-3" aria-label="Invited">
    <p class="text-row text-muted">
      Each link lets one person in, once, within 72 hours. You see it now only; later, invite them again for another.
    </p>
    <ul class="flex flex-col gap-3">
      <For each={props.invited}>
        {(person) => (
          <li class="flex flex-col gap-1.5 rounded-control border border-line px-3 py-2.5">
            <p class="flex min-w-0 items-center gap-2 text-form">
              <Check size={16} class="tone-green flex-none text-tone-mark" />
              <span class="truncate font-medium">{person.name}</span>
              <span class="truncate text-muted">{person.email}</span>
            </p>
            <PassOn name={person.name} workspace={props.workspace} link={person.link} />
          </li>
        )}
      </For>
    </ul>
  </section>
);

type PersonRowProps = {
  draft: Draft;
  number: number;
  alone: boolean;
  onInput: (field: 'name' | 'email', value: string) => void;
  onRemove: () => void;
};

const PersonRow = (props: PersonRowProps): JSX.Element => (
  <li class="flex items-start gap-2" aria-label={`Person ${props.number}`}>
    <div class="grid min-w-0 flex-1 grid-cols-1 gap-2 sm:grid-cols-2">
      <LabelledField label="Name" error={props.draft.nameError}>
        {(control) => (
          <TextInput
            {...control}
            name="name"
            maxlength={80}
            value={props.draft.name}
            onInput={(value) => props.onInput('name', value)}
          />
        )}
      </LabelledField>
      <LabelledField label="Email" error={props.draft.emailError}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            name="email"
            inputmode="email"
            autocapitalize="none"
            spellcheck={false}
            value={props.draft.email}
            onInput={(value) => props.onInput('email', value)}
          />
        )}
      </LabelledField>
    </div>
    <Show when={!props.alone}>
      <IconButton
        icon={X}
        label={`Remove person ${props.number}`}
        class="mt-6 touch:min-h-11 touch:min-w-11"
        onClick={() => props.onRemove()}
      />
    </Show>
  </li>
);
