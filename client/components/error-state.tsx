import CloudAlert from 'lucide-solid/icons/cloud-alert';
import { Show, type JSX } from 'solid-js';
import { Button } from './button.tsx';

type ErrorStateProps = {
  /** What happened: "The list could not be loaded". */
  title: string;
  /** Why, in the server's words, and what was kept. */
  children?: JSX.Element;
  reference?: string | undefined;
  onRetry?: (() => void) | undefined;
};

export const ErrorState = (props: ErrorStateProps): JSX.Element => (
  <div role="alert" class="mx-auto flex max-w-sm flex-col items-center gap-1 px-6 py-14 text-center">
    <CloudAlert size={28} strokeWidth={1.5} class="mb-2 text-danger" />
    <h2 class="text-subheading text-ink">{props.title}</h2>
    <Show when={props.children}>
      <p class="text-row text-muted">{props.children}</p>
    </Show>
    <Show when={props.reference}>
      <p class="text-small text-faint">
        Reference <span class="font-mono select-all">{props.reference}</span>
      </p>
    </Show>
    <Show when={props.onRetry}>
      <Button class="mt-3" onClick={() => props.onRetry?.()}>
        Try again
      </Button>
    </Show>
  </div>
);
