import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import type { JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';

type FormNoteProps = {
  tone: 'red' | 'amber' | 'green' | 'slate';
  children: JSX.Element;
};

/** What is said above a form: why it was refused, that it went well, or why one is asked. */
export const FormNote = (props: FormNoteProps): JSX.Element => (
  <p
    role={props.tone === 'red' || props.tone === 'amber' ? 'alert' : 'status'}
    class={`tone-${props.tone} flex items-start gap-2 rounded-control bg-tone-soft px-3 py-2 text-row text-tone-ink`}
  >
    <Dynamic component={props.tone === 'green' ? CircleCheck : CircleAlert} size={16} class="mt-0.5 flex-none" />
    <span>{props.children}</span>
  </p>
);
