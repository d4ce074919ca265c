import { Show, createMemo, createSignal, type JSX } from 'solid-js';
import { createStore } from 'solid-js/store';
import { v7 } from 'uuid';
import { leads } from '#shared/modules/leads.ts';
import type { RefusalData } from '#shared/refusal.ts';
import { Button } from '#client/components/button.tsx';
import { DateInput } from '#client/components/date-input.tsx';
import { Sheet } from '#client/components/dialog.tsx';
import { FieldFrame } from '#client/components/field-frame.tsx';
import { Select } from '#client/components/select.tsx';
import { TextInput } from '#client/components/text-input.tsx';
import { commandOf } from '#client/store/commands.ts';
import { handlingErrors } from '#client/live/handled-errors.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { AddedInputFields, createAddedInputs } from '#client/records/added-fields.tsx';
import { choicesOf } from './choices.ts';
import { useDesk } from './desk.tsx';
import { blank, type Draft, type Name } from './new-lead-draft.ts';
import { shortName } from './describe-change.ts';
import { SamePhone, readPhone, useSamePhone } from './pane/same-phone.tsx';

const create = commandOf(leads, 'create');

/** Phone first: it says at once whether this person is known already. What was typed is kept until it is saved. */
export const NewLead = (props: { open: boolean; onClose: () => void }): JSX.Element => {
  const desk = useDesk();
  const workspace = useWorkspace();
  const [draft, setDraft] = createStore<Draft>({ ...blank });
  const [errors, setErrors] = createStore<{ [name in Name]?: string | undefined }>({});
  const [failure, setFailure] = createSignal<RefusalData | null>(null);
  const [busy, setBusy] = createSignal(false);
  const added = createAddedInputs(desk.definition);
  /** The tenant's choices, those that are not in use any more left out. */
  const inUse = (field: 'source' | 'treatmentInterest') =>
    choicesOf(desk.definition(), field).filter(({ retired }) => !retired);
  const known = useSamePhone(() => (props.open ? draft.phone : ''));
  let form!: HTMLFormElement;

  const mayAssign = createMemo(() => desk.live.can('assign', leads));
  /** Staff of one clinic add to it; so does a person who looks at one clinic's list now. */
  const clinicId = (): string | null =>
    draft.clinicId === undefined
      ? (workspace.clinic()?.id ?? (mayAssign() ? null : (only()?.id ?? null)))
      : draft.clinicId;
  const only = () => (desk.openClinics().length === 1 ? desk.openClinics()[0] : undefined);

  const set = <N extends Name>(name: N, value: Draft[N]): void => {
    setDraft(name as Name, value as never);
    setErrors(name, undefined);
    setFailure(null);
  };
  const checkPhone = (): string | undefined => {
    if (draft.phone.trim() === '') return 'Phone is needed: it is how this person is reached.';
    return readPhone(draft.phone) === null
      ? 'This is not a phone number: ten digits for India, or + and the country code.'
      : undefined;
  };
  const focusFault = (): void => queueMicrotask(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const takeRefusal = (error: RefusalData): void => {
    const faults =
      error.details?.problems ?? (error.details?.field ? [{ field: error.details.field, message: error.message }] : []);
    const others = added.takeProblems(faults);
    const shown = others.filter(({ field }) => field in blank);
    for (const { field, message } of shown) setErrors(field as Name, message);
    if (shown.length === 0 && others.length === faults.length) setFailure(error);
    focusFault();
  };
  const save = async (): Promise<void> => {
    if (busy()) return;
    setErrors({
      phone: checkPhone(),
      name: draft.name.trim() === '' ? 'Name is needed.' : undefined,
      clinicId: clinicId() === null && !mayAssign() ? 'Choose the clinic.' : undefined,
    });
    const isAddedRight = added.check();
    if (Object.values(errors).some(Boolean) || !isAddedRight) return focusFault();
    setBusy(true);
    const id = v7();
    const given = Object.entries({ ...draft, clinicId: clinicId() }).filter(
      ([, value]) => value !== null && value !== '',
    );
    const describe = `${shortName({ name: draft.name.trim() })} was added`;
    const answer = await handlingErrors(leads.name, id, () =>
      desk.live.mutate(
        create,
        { id, ...Object.fromEntries(given), ...added.args() },
        { describe, undo: desk.live.can('delete', leads) },
      ),
    );
    setBusy(false);
    if (!answer.ok) return takeRefusal(answer.error);
    setDraft({ ...blank });
    added.clear();
    props.onClose();
    desk.open(id, { byKeyboard: true });
  };

  return (
    <Sheet
      open={props.open}
      onClose={props.onClose}
      title="New lead"
      stubborn
      footer={
        <>
          <Show when={failure()}>
            {(error) => (
              <p role="alert" class="mr-auto basis-full text-row text-danger">
                {error().message} What you typed is still here.
              </p>
            )}
          </Show>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button variant="primary" busy={busy()} onClick={() => void save()}>
            {known().length > 0 ? 'Add anyway' : 'Add lead'}
          </Button>
        </>
      }
    >
      <form
        ref={(element) => (form = element)}
        novalidate
        class="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div>
          <FieldFrame label="Phone" required error={errors.phone}>
            {(control) => (
              <TextInput
                {...control}
                autofocus
                type="tel"
                inputmode="tel"
                autocomplete="off"
                class="tabular"
                maxlength={40}
                placeholder="98430 12345"
                value={draft.phone}
                onInput={(phone) => set('phone', phone)}
                onBlur={() => draft.phone.trim() !== '' && setErrors('phone', checkPhone())}
              />
            )}
          </FieldFrame>
          <SamePhone
            ids={known()}
            onOpen={(id) => {
              props.onClose();
              desk.open(id, { byKeyboard: true });
            }}
          />
        </div>
        <FieldFrame label="Name" required error={errors.name}>
          {(control) => (
            <TextInput
              {...control}
              maxlength={120}
              placeholder="Kavya Raman"
              value={draft.name}
              onInput={(name) => set('name', name)}
            />
          )}
        </FieldFrame>
        <Show
          when={desk.openClinics().length > 1 || mayAssign()}
          fallback={<p class="text-row text-muted">For {only()?.name ?? 'your clinic'}.</p>}
        >
          <FieldFrame
            label="Clinic"
            required={!mayAssign()}
            error={errors.clinicId}
            help={mayAssign() ? 'Without one it waits in the TBD queue.' : undefined}
          >
            {(control) => (
              <Select
                {...control}
                options={desk.openClinics().map((clinic) => ({ value: clinic.id, label: clinic.name }))}
                emptyLabel={mayAssign() ? 'TBD queue' : undefined}
                value={clinicId()}
                onChange={(id) => set('clinicId', id)}
              />
            )}
          </FieldFrame>
        </Show>
        <div class="grid gap-4 sm:grid-cols-2">
          <FieldFrame label="Treatment" error={errors.treatmentInterest}>
            {(control) => (
              <Select
                {...control}
                options={inUse('treatmentInterest')}
                emptyLabel="Not known yet"
                value={draft.treatmentInterest}
                onChange={(value) => set('treatmentInterest', value)}
              />
            )}
          </FieldFrame>
          <FieldFrame label="Source" error={errors.source}>
            {(control) => (
              <Select
                {...control}
                options={inUse('source')}
                placeholder="How they found us"
                value={draft.source}
                onChange={(value) => set('source', value)}
              />
            )}
          </FieldFrame>
          <FieldFrame label="Follow-up" error={errors.followUpDate}>
            {(control) => (
              <DateInput {...control} value={draft.followUpDate} onChange={(day) => set('followUpDate', day)} />
            )}
          </FieldFrame>
          <FieldFrame label="Email" error={errors.email}>
            {(control) => (
              <TextInput
                {...control}
                type="email"
                inputmode="email"
                value={draft.email}
                onInput={(email) => set('email', email)}
              />
            )}
          </FieldFrame>
        </div>
        <FieldFrame label="Next action" error={errors.nextAction}>
          {(control) => (
            <TextInput
              {...control}
              maxlength={200}
              placeholder="Call back after 5 pm"
              value={draft.nextAction}
              onInput={(text) => set('nextAction', text)}
            />
          )}
        </FieldFrame>
        <Show when={added.names().length > 0}>
          <div class="grid gap-4 sm:grid-cols-2">
            <AddedInputFields inputs={added} definition={desk.definition()} />
          </div>
        </Show>
        {/* Enter in a field saves; a form without a submit button would not. */}
        <button type="submit" class="sr-only" tabindex={-1} aria-hidden="true">
          Save
        </button>
      </form>
    </Sheet>
  );
};
