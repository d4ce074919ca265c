import Check from 'lucide-solid/icons/check';
import CircleDot from 'lucide-solid/icons/circle-dot';
import Minus from 'lucide-solid/icons/minus';
import { For, Show, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Collection } from '#shared/collection.ts';
import { imagined, type Choosing, type Reach } from '#shared/rights.ts';
import { cls } from '#client/components/class.ts';
import { iconOf } from '#client/components/collection-icon.ts';
import type { Icon } from '#client/components/icon.ts';
import { useLive } from '#client/live/live-context.tsx';
import { rightLines, rightsAbout, type RightLine } from './describe-rights.ts';

const icons: { readonly [reach in Reach]: Icon } = { all: Check, some: CircleDot, none: Minus };
const tones: { readonly [reach in Reach]: string } = { all: 'text-accent', some: 'text-accent', none: 'text-faint' };

/** Yes, in part, or no: by its shape, its colour and its word. */
export const ReachMark = (props: { reach: Reach }): JSX.Element => (
  <Dynamic component={icons[props.reach]} size={14} class={cls('mt-0.5 flex-none', tones[props.reach])} />
);

/** What someone of this role could do, module by module. Changes as one chooses. */
export const RightsList = (props: { of: Choosing }): JSX.Element => {
  const live = useLive();
  const actor = createMemo(() => imagined(live.catalog(), live.me()?.tenant.modules ?? [], props.of));
  const linesOf = (definition: Collection): readonly RightLine[] => rightLines(actor(), definition);
  const mayAnything = (definition: Collection): boolean => linesOf(definition).some(({ reach }) => reach !== 'none');
  const about = createMemo(() => rightsAbout(live.catalog()));
  const closed = createMemo(() => about().filter((definition) => !mayAnything(definition)));
  return (
    <div class="flex flex-col gap-3 text-row">
      <For each={about().filter(mayAnything)}>
        {(definition) => (
          <div role="group" aria-label={definition.label.many}>
            <h4 class="flex items-center gap-1.5 pb-1 font-medium">
              <Dynamic component={iconOf(definition)} size={14} class="flex-none text-faint" />
              {definition.label.many}
            </h4>
            <ul class="grid grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] gap-x-4 gap-y-0.5 pl-5">
              <For each={linesOf(definition)}>
                {(line) => (
                  <li class={cls('flex min-w-0 gap-1.5', line.reach === 'none' && 'text-faint')} data-right={line.key}>
                    <ReachMark reach={line.reach} />
                    <span class="min-w-0">
                      {line.label}: <span class={line.reach === 'none' ? undefined : 'text-muted'}>{line.said}</span>
                    </span>
                  </li>
                )}
              </For>
            </ul>
          </div>
        )}
      </For>
      <Show when={closed().length > 0}>
        <p class="text-faint">
          No access to:{' '}
          {closed()
            .map(({ label }) => label.many.toLowerCase())
            .join(', ')}
          .
        </p>
      </Show>
    </div>
  );
};
