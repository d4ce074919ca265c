import ArrowLeft from 'lucide-solid/icons/arrow-left';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import ChevronUp from 'lucide-solid/icons/chevron-up';
import X from 'lucide-solid/icons/x';
import { For, Show, onMount, type JSX } from 'solid-js';
import { cls } from '#client/components/class.ts';
import { ErrorState } from '#client/components/error-state.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { couldNotBeLoaded, type FailedProps } from '#client/components/late.tsx';
import { useRecordScreen } from '#client/records/record-screen.tsx';

export const paneFrame = 'record-pane flex min-h-0 flex-col bg-surface';
/** On a phone it covers the list. */
export const besideList =
  'motion-slide max-lg:fixed max-lg:inset-0 max-lg:z-30 lg:w-[27.5rem] lg:flex-none lg:border-l lg:border-line xl:w-[30rem]';

/** The head of a pane: the way back on a phone, what is open, what is done with it, and the way to close it. */
export const PaneHead = (props: {
  title: JSX.Element;
  subtitle?: JSX.Element;
  children?: JSX.Element;
}): JSX.Element => {
  const screen = useRecordScreen();
  const one = (): string => screen.definition.label.one.toLowerCase();
  return (
    <header class="flex min-h-13 flex-none items-center gap-2 border-b border-line px-3 sm:px-5">
      <IconButton icon={ArrowLeft} label="Back to the list" class="-ml-2 lg:hidden" onClick={() => screen.open(null)} />
      <div class="min-w-0 flex-1 py-1.5">
        {props.title}
        {props.subtitle}
      </div>
      <Show when={screen.neighbour(1) !== undefined}>
        <div class="-mr-2 flex flex-none lg:hidden">
          <For each={[-1, 1] as const}>
            {(by) => (
              <IconButton
                icon={by < 0 ? ChevronUp : ChevronDown}
                label={`${by < 0 ? 'Previous' : 'Next'} ${one()}`}
                disabled={screen.neighbour(by) === null}
                onClick={() => screen.open(screen.neighbour(by) ?? null)}
              />
            )}
          </For>
        </div>
      </Show>
      {props.children}
      <IconButton
        icon={X}
        label="Close"
        keys="Esc"
        small
        class="-mr-1.5 max-lg:hidden"
        onClick={() => screen.open(null)}
      />
    </header>
  );
};

/** A pane whose record, or whose code, is on the way. */
export const LoadingPane = (props: { one: string }): JSX.Element => (
  <aside class={cls(paneFrame, besideList)} aria-label={`Open ${props.one}`}>
    <PaneHead title={<span class="skeleton inline-block h-4 w-40" />} />
    <LoadingFacts one={props.one} />
  </aside>
);

/** A pane whose code could not be fetched. */
export const FailedPane = (props: FailedProps & { one: string }): JSX.Element => {
  let pane!: HTMLElement;
  onMount(() => pane.querySelector<HTMLElement>('[role=alert] button')?.focus());
  return (
    <aside ref={(element) => (pane = element)} class={cls(paneFrame, besideList)} aria-label={`Open ${props.one}`}>
      <PaneHead title={<span class="text-heading leading-7">Not loaded</span>} />
      <ErrorState title={`The ${props.one} could not be shown`} onRetry={() => props.onRetry()}>
        {couldNotBeLoaded}
      </ErrorState>
    </aside>
  );
};

export const LoadingFacts = (props: { one: string }): JSX.Element => (
  <div class="flex flex-col gap-4 p-5" role="status" aria-label={`Loading the ${props.one}`}>
    <For each={[40, 24, 32, 28, 36, 20]}>
      {(width) => <span class="skeleton h-3.5" style={{ width: `${width * 2}%` }} />}
    </For>
  </div>
);
