import { type JSX } from 'solid-js';

type KeptTextProps = { text: string; label: string; onContinue: () => void; onDiscard: () => void };

/** Text that was being typed when the page or the session ended. It is not saved until the person goes on with it. */
export const KeptText = (props: KeptTextProps): JSX.Element => (
  <div class="tone-amber mb-1 rounded-control bg-tone-soft px-2 py-1.5 text-small text-tone-ink">
    <p class="line-clamp-3 break-words">
      <span class="font-semibold">Not saved yet:</span> {props.text}
    </p>
    <p class="flex gap-3 pt-1 touch:pt-0">
      <button
        type="button"
        class="link-text font-semibold touch:min-h-11 touch:min-w-11"
        onClick={() => props.onContinue()}
      >
        Continue<span class="sr-only"> with {props.label}</span>
      </button>
      <button type="button" class="link-text touch:min-h-11 touch:min-w-11" onClick={() => props.onDiscard()}>
        Discard<span class="sr-only"> what was typed for {props.label}</span>
      </button>
    </p>
  </div>
);
