import CircleAlert from 'lucide-solid/icons/circle-alert';
import { Show, children, createUniqueId, type JSX } from 'solid-js';
import { cls } from './class.ts';
import type { ControlProps } from './control.ts';

type LabelledFieldProps = {
  label: string;
  required?: boolean | undefined;
  help?: JSX.Element;
  error?: string | undefined;
  /** What is worth knowing without being wrong: a likely duplicate. */
  warning?: JSX.Element;
  /** Beside the label, at the far end. */
  aside?: JSX.Element;
  class?: string | undefined;
  children: (control: ControlProps) => JSX.Element;
};

/** A labelled place in a form. The error stands at the field that it is about. */
export const LabelledField = (props: LabelledFieldProps): JSX.Element => {
  const id = createUniqueId();
  const noteId = `${id}-note`;
  // Drawn once: what reads the property draws it again.
  const warning = children(() => props.warning);
  const control: ControlProps = {
    id,
    labelledBy: `${id}-label`,
    get describedBy() {
      return (props.error ?? warning() ?? props.help) ? noteId : undefined;
    },
    get invalid() {
      return props.error !== undefined;
    },
    get required() {
      return props.required;
    },
  };
  return (
    <div class={cls('flex min-w-0 flex-col gap-1', props.class)}>
      <div class="flex items-baseline justify-between gap-2">
        <label for={id} id={`${id}-label`} class="text-row font-medium text-muted">
          {props.label}
        </label>
        <Show when={props.required && props.aside === undefined} fallback={props.aside}>
          <span class="text-small text-faint" aria-hidden="true">
            Required
          </span>
        </Show>
      </div>
      {props.children(control)}
      <div id={noteId} class="text-small empty:hidden">
        <Show
          when={props.error}
          fallback={
            warning() ?? (
              <Show when={props.help}>
                <span class="text-faint">{props.help}</span>
              </Show>
            )
          }
        >
          <span class="flex items-start gap-1 text-danger">
            <CircleAlert size={14} class="mt-px flex-none" />
            {props.error}
          </span>
        </Show>
      </div>
    </div>
  );
};
