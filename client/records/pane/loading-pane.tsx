import { For, type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';

export const paneFrame = 'record-pane flex min-h-0 flex-col bg-surface';
/** On a phone it covers the list. */
export const besideList =
  'motion-slide max-lg:fixed max-lg:inset-0 max-lg:z-30 lg:w-[27.5rem] lg:flex-none lg:border-l lg:border-line xl:w-[30rem]';

/** A pane whose record, or whose code, is on the way. */
export const LoadingPane = (props: { one: string }): JSX.Element => (
  <aside class={cls(paneFrame, besideList)} aria-label={`Open ${props.one}`}>
    <header class="flex min-h-13 flex-none items-center border-b border-line px-3 sm:px-5">
      <span class="skeleton inline-block h-4 w-40" />
    </header>
    <LoadingFacts one={props.one} />
  </aside>
);

export const LoadingFacts = (props: { one: string }): JSX.Element => (
  <div class="flex flex-col gap-4 p-5" role="status" aria-label={`Loading the ${props.one}`}>
    <For each={[40, 24, 32, 28, 36, 20]}>
      {(width) => <span class="skeleton h-3.5" style={{ width: `${width * 2}%` }} />}
    </For>
  </div>
);
