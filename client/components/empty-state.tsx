import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Icon } from './icon.ts';

type EmptyStateProps = {
  icon: Icon;
  /** Why it is empty: "No lead matches these filters". */
  title: string;
  /** It is all that the page has to say: its heading is the page's. */
  alone?: boolean;
  /** What would fill it. */
  children?: JSX.Element;
  /** The one next step. */
  action?: JSX.Element;
};

export const EmptyState = (props: EmptyStateProps): JSX.Element => (
  <div class="motion-fade mx-auto flex max-w-sm flex-col items-center gap-1 px-6 py-14 text-center">
    <Dynamic component={props.icon} size={28} strokeWidth={1.5} class="mb-2 text-faint" />
    <Dynamic component={props.alone ? 'h1' : 'h2'} class="text-subheading text-ink">
      {props.title}
    </Dynamic>
    <Show when={props.children}>
      <p class="text-row text-muted">{props.children}</p>
    </Show>
    <Show when={props.action}>
      <div class="mt-3">{props.action}</div>
    </Show>
  </div>
);
