import { createSignal, type JSX } from 'solid-js';
import { statusLabel, type LeadStatus } from '#shared/modules/leads.ts';
import { Button } from '#client/components/button.tsx';
import { LabelledField } from '#client/components/labelled-field.tsx';
import { TextInput } from '#client/components/text-input.tsx';

type AskReasonProps = {
  label: string;
  help: string;
  placeholder: string;
  submitLabel: string;
  /** Without a reason nothing is changed. */
  required?: boolean;
  onGive: (reason: string) => void;
  onBack: () => void;
};

/** The question why someone is not to be called any more. */
export const whySuppressed = (
  status: LeadStatus,
): Pick<AskReasonProps, 'label' | 'help' | 'placeholder' | 'submitLabel'> => ({
  label: `Why “${statusLabel(status)}”?`,
  help: 'The clinic does not see the lead any more, and its number must not be called. The reason stays in the history.',
  placeholder: status === 'dnc' ? 'Asked us not to call again' : 'Abusive on the phone',
  submitLabel: `Move to ${statusLabel(status)}`,
});

/** Why a status is chosen, asked where it was chosen. Escape goes back to the choice. */
export const AskReason = (props: AskReasonProps): JSX.Element => {
  const [reason, setReason] = createSignal('');
  const [missing, setMissing] = createSignal(false);
  return (
    <form
      class="flex w-80 flex-col gap-3 p-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (props.required && reason().trim() === '') setMissing(true);
        else props.onGive(reason().trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        props.onBack();
      }}
    >
      <LabelledField label={props.label} help={props.help} error={missing() ? 'Say why, in a few words.' : undefined}>
        {(control) => (
          <TextInput
            {...control}
            autofocus
            maxlength={500}
            placeholder={props.placeholder}
            value={reason()}
            onInput={(text) => {
              setReason(text);
              setMissing(false);
            }}
          />
        )}
      </LabelledField>
      <div class="flex justify-end gap-2">
        <Button small variant="quiet" onClick={() => props.onBack()}>
          Back
        </Button>
        <Button small variant="primary" type="submit">
          {props.submitLabel}
        </Button>
      </div>
    </form>
  );
};
