import { For, createMemo, type JSX } from 'solid-js';
import type { FormSlots } from '#client/records/form/record-form.tsx';
import type { InputProps } from '#client/fields/view.ts';
import { cls } from '#client/components/class.ts';
import { useLive } from '#client/live/live-context.tsx';
import { ClinicToggles } from './clinic-toggles.tsx';
import { RoleCards } from './role-cards.tsx';
import { customRolesOf, hasCustomRoles } from './role-words.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const Role = (props: InputProps): JSX.Element => {
  // eslint-disable-next-line solid/reactivity -- what they had as the form opened stays offered
  const held = textOf(props.value);
  return <RoleCards {...controlOf(props)} held={held} value={textOf(props.value)} onChange={props.onChange} />;
};

const Clinics = (props: InputProps): JSX.Element => (
  <ClinicToggles
    {...controlOf(props)}
    value={Array.isArray(props.value) ? (props.value as string[]) : []}
    onChange={props.onChange}
  />
);

/** The roles that begin as the one above. */
const CustomRole = (props: InputProps): JSX.Element => {
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- as above
  const held = textOf(props.value);
  const offered = createMemo(() => customRolesOf(live.catalog(), textOf(props.record?.['role']) ?? '', held));
  const isOn = (id: string | null): boolean => textOf(props.value) === id;
  const Option = (option: { id: string | null; name: string }): JSX.Element => (
    <button
      type="button"
      aria-pressed={isOn(option.id)}
      class={cls(
        'min-h-8 rounded-full border px-3 text-row touch:min-h-11',
        isOn(option.id) ? 'border-accent bg-accent-soft font-medium' : 'border-outline text-muted hover:bg-hover',
      )}
      onClick={() => props.onChange(option.id)}
    >
      {option.name}
    </button>
  );
  return (
    <div id={props.id} role="group" aria-labelledby={props.labelledBy} class="flex flex-wrap gap-1.5">
      <Option id={null} name="None" />
      <For each={offered()}>{(role) => <Option id={role.id} name={role.name} />}</For>
    </div>
  );
};

const controlOf = (props: InputProps) => ({
  get id() {
    return props.id;
  },
  get labelledBy() {
    return props.labelledBy;
  },
  get describedBy() {
    return props.describedBy;
  },
  get invalid() {
    return props.invalid;
  },
  get required() {
    return props.required;
  },
});

/** The form of someone: their role as cards, their clinics as buttons, and what they may do as it follows from both. */
export const usePersonForm = (): FormSlots => {
  const live = useLive();
  return {
    fields: {
      role: { input: Role, wide: true },
      customRoleId: { input: CustomRole, wide: true, offered: () => hasCustomRoles(live.catalog()) },
      clinicIds: {
        input: Clinics,
        wide: true,
        required: true,
        check: (draft) => (Array.isArray(draft) && draft.length === 0 ? 'Choose at least one clinic.' : undefined),
      },
    },
  };
};
