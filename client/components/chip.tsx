import { Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Tone } from '#shared/fields/field.ts';
import { cls } from './class.ts';
import type { Icon } from './icon.ts';

type ChipProps = {
  tone?: Tone | undefined;
  icon?: Icon | undefined;
  /** Said on hover: the exact date, the reason. */
  tip?: string | undefined;
  class?: string | undefined;
  children: JSX.Element;
};

/** A word with a tone. The word carries the meaning; the colour only finds it faster. */
export const Chip = (props: ChipProps): JSX.Element => (
  <span
    class={cls(
      'inline-flex max-w-full items-center gap-1 rounded-small bg-tone-soft px-1.5 text-small leading-5 font-medium text-tone-ink',
      `tone-${props.tone ?? 'slate'}`,
      props.class,
    )}
    data-tip={props.tip}
  >
    <Show when={props.icon}>{(icon) => <Dynamic component={icon()} size={12} class="flex-none" />}</Show>
    <span class="truncate">{props.children}</span>
  </span>
);

/** The tone alone, for a place beside its word: a menu's option, a legend. */
export const ToneDot = (props: { tone?: Tone | undefined }): JSX.Element => (
  <span
    class={cls('inline-block size-2 flex-none rounded-full bg-tone-mark', `tone-${props.tone ?? 'slate'}`)}
    aria-hidden="true"
  />
);
