import ExternalLink from 'lucide-solid/icons/external-link';
import { Show, type JSX } from 'solid-js';

/** Opens an address in a new tab; nothing where there is none that is safe to open. */
export const OpenAddress = (props: { href: string | null; label: string }): JSX.Element => (
  <Show when={props.href}>
    {(href) => (
      <a
        href={href()}
        target="_blank"
        rel="noopener noreferrer"
        class="button button-quiet button-small button-square"
        aria-label={`Open ${props.label.toLowerCase()} in a new tab`}
        data-tip="Open in a new tab"
      >
        <ExternalLink size={16} />
      </a>
    )}
  </Show>
);
