import { Show, type JSX } from 'solid-js';

/** One subject of the account's page. */
export const AccountCard = (props: {
  title: string;
  lead?: JSX.Element;
  /** At the far end of its head. */
  action?: JSX.Element;
  children: JSX.Element;
}): JSX.Element => (
  <section class="overflow-hidden rounded-float border border-line bg-surface" aria-label={props.title}>
    <header class="flex flex-wrap items-start gap-x-4 gap-y-2 px-5 pt-4 pb-3 max-sm:px-4">
      <div class="min-w-0 flex-1 basis-56">
        <h2 class="text-heading text-ink">{props.title}</h2>
        <Show when={props.lead}>
          <p class="pt-0.5 text-row text-muted text-pretty">{props.lead}</p>
        </Show>
      </div>
      {props.action}
    </header>
    {props.children}
  </section>
);
