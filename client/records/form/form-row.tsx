import { Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Collection } from '#shared/collection.ts';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { viewOf } from '#client/fields/view-of.ts';
import { DoNotContactWarning } from './do-not-contact.tsx';
import { DuplicateWarning } from './duplicate-warning.tsx';
import type { FormDrafts, FormField } from './form-drafts.ts';
import type { FieldSlots } from './record-form.tsx';

type FormRowProps = {
  definition: Collection;
  of: FormField;
  slots: FieldSlots;
  drafts: FormDrafts;
  looksForDuplicates: boolean;
  autofocus: boolean;
  onOpen: (id: string) => void;
};

/** One field of a form: its label, its input, and what is wrong with it or worth knowing. */
export const FormRow = (props: FormRowProps): JSX.Element => {
  const draft = (): unknown => (props.drafts.isTouched(props.of.name) ? props.drafts.draft(props.of) : undefined);
  const wide = (): boolean => props.slots.wide ?? viewOf(props.of.field).wide ?? false;
  const mayWarn = createMemo(() => props.slots.warning !== undefined || props.of.field.kind.identifies === true);
  return (
    <LabelledField
      label={props.of.field.label}
      required={props.slots.required ?? (props.of.field.required && props.of.field.default === undefined)}
      help={props.slots.help ?? props.of.field.help}
      error={props.drafts.errorOf(props.of.name)}
      warning={
        mayWarn() ? (
          <>
            <DoNotContactWarning definition={props.definition} name={props.of.name} draft={draft()} />
            <Show
              when={props.slots.warning}
              fallback={
                <DuplicateWarning
                  definition={props.definition}
                  name={props.of.name}
                  field={props.of.field}
                  draft={props.looksForDuplicates ? draft() : undefined}
                  onOpen={props.onOpen}
                />
              }
            >
              {(warning) => (
                <Dynamic
                  component={warning()}
                  draft={props.looksForDuplicates ? draft() : undefined}
                  onOpen={props.onOpen}
                />
              )}
            </Show>
          </>
        ) : undefined
      }
      class={wide() ? 'sm:col-span-2' : undefined}
    >
      {(control) => (
        <div onFocusOut={() => props.drafts.isTouched(props.of.name) && props.drafts.check(props.of)}>
          <Dynamic
            component={props.slots.input ?? viewOf(props.of.field).Input}
            {...control}
            field={props.of.field}
            definition={props.definition}
            record={props.drafts.all()}
            placeholder={props.slots.placeholder}
            autofocus={props.autofocus}
            value={props.drafts.draft(props.of)}
            onChange={(value: unknown) => props.drafts.set(props.of.name, value)}
          />
        </div>
      )}
    </LabelledField>
  );
};
