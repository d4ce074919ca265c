import { createEffect, createMemo, createSignal, type JSX } from 'solid-js';
import type { Patch } from '#shared/collection.ts';
import { leads } from '#shared/modules/leads.ts';
import { Select } from '#client/components/select.tsx';
import { asText } from '#client/fields/as-text.ts';
import type { InputProps } from '#client/fields/view.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { addedFields } from '#client/records/added-fields.ts';
import { RecordForm, type FieldWarning, type FormSlots } from '#client/records/form/record-form.tsx';
import { shortName } from './describe-change.ts';
import { useDesk } from './desk.tsx';
import { SamePhone, readPhone, useSamePhone } from './pane/same-phone.tsx';
import { unassignedInFull } from './unassigned.ts';

const checkPhone = (draft: unknown): string | undefined => {
  const typed = asText(draft).trim();
  if (typed === '') return 'Phone is needed: it is how this person is reached.';
  return readPhone(typed) === null
    ? 'This is not a phone number: ten digits for India, or + and the country code.'
    : undefined;
};

const fields = ['phone', 'name', 'clinicId', 'treatmentInterest', 'source', 'followUpDate', 'email', 'nextAction'];

/** Phone first: it says at once whether this person is known already. What was typed is kept until it is saved. */
export const NewLead = (props: { open: boolean; phone: string; onClose: () => void }): JSX.Element => {
  const desk = useDesk();
  const workspace = useWorkspace();
  const [phone, setPhone] = createSignal('');
  const known = useSamePhone(() => (props.open ? phone() : ''));

  const mayAssign = createMemo(() => desk.live.can('assign', leads));
  const only = () => (desk.openClinics().length === 1 ? desk.openClinics()[0] : undefined);

  const Clinic = (input: InputProps): JSX.Element => (
    <Select
      id={input.id}
      labelledBy={input.labelledBy}
      describedBy={input.describedBy}
      invalid={input.invalid}
      required={input.required}
      options={desk.openClinics().map((clinic) => ({ value: clinic.id, label: clinic.name }))}
      emptyLabel={mayAssign() ? unassignedInFull : undefined}
      value={typeof input.value === 'string' ? input.value : null}
      onChange={input.onChange}
    />
  );
  const KnownPhone: FieldWarning = (warning) => {
    createEffect(() => setPhone(asText(warning.draft)));
    return <SamePhone ids={known()} onOpen={warning.onOpen} />;
  };
  const slots: FormSlots = {
    // What the franchise added comes below, in the order of its sections.
    get sections() {
      return [{ fields: [...fields, ...addedFields(desk.definition)] }];
    },
    fields: {
      phone: { wide: true, check: checkPhone, warning: KnownPhone },
      name: { wide: true, placeholder: 'Kavya Raman' },
      clinicId: {
        input: Clinic,
        wide: true,
        offered: () => desk.openClinics().length > 1 || mayAssign(),
        get required() {
          return !mayAssign();
        },
        get help() {
          return mayAssign() ? 'Without one it waits among the unassigned leads (TBD).' : undefined;
        },
        check: (draft) => (draft || mayAssign() ? undefined : 'Choose the clinic.'),
      },
      treatmentInterest: { placeholder: 'Not known yet' },
      source: { required: false, placeholder: 'How they found us' },
      nextAction: { wide: true, placeholder: 'Call back after 5 pm' },
    },
    begun: (): Patch => (props.phone === '' ? {} : { phone: props.phone }),
    // Staff of one clinic add to it; so does a person who looks at one clinic's list now.
    initial: () => ({
      source: null,
      clinicId: workspace.location()?.id ?? (mayAssign() ? null : (only()?.id ?? null)),
    }),
    describe: (values) => `${shortName({ name: asText(values['name']).trim() })} was added`,
    submitLabel: () => (known().length > 0 ? 'Add anyway' : undefined),
  };
  return <RecordForm open={props.open} onClose={props.onClose} slots={slots} />;
};
