import { Show, type JSX } from 'solid-js';

/** Above a form that begins with what was typed into it before. */
export const RestoredNote = (props: { shown: boolean }): JSX.Element => (
  <Show when={props.shown}>
    <p role="status" class="tone-amber -mb-2 rounded-control bg-tone-soft px-3 py-2 text-row text-tone-ink">
      What you typed before is back. It is not saved yet.
    </p>
  </Show>
);
