import { useLocation } from '@solidjs/router';
import Ellipsis from 'lucide-solid/icons/ellipsis';
import { useNavigate } from '@solidjs/router';
import { For, Show, createMemo, type Accessor, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { cls } from '#client/components/class.ts';
import { Menu } from '#client/components/menu.tsx';
import { formatNumber } from '#client/lib/format.ts';
import { useLive } from '#client/live/live-context.tsx';
import type { Screen } from '#client/records/screen.ts';
import { screenAt, screens } from './screens.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';

type TabsProps = { tabs: readonly Screen[] };

/** Which tab the address is under, the front page and locations' pages included. */
const useCurrent = (tabs: Accessor<readonly Screen[]>): Accessor<string | undefined> => {
  const workspace = useWorkspace();
  const location = useLocation();
  return createMemo(() => {
    const [segment = ''] = location.pathname.slice(workspace.href().length).split('/');
    const within = screens.find((screen) => screen.segment === segment)?.within;
    return screenAt(within ?? segment, tabs(), workspace.location() !== null)?.segment;
  });
};

const useHrefOf = (): ((screen: Screen, tabs: readonly Screen[]) => string) => {
  const workspace = useWorkspace();
  // The front page keeps its short address.
  return (screen, tabs) => workspace.href(screen === tabs[0] ? '' : screen.segment);
};

const Badge = (props: { screen: Screen }): JSX.Element => {
  const live = useLive();
  // eslint-disable-next-line solid/reactivity -- a screen's badge is wired once
  const waiting = props.screen.badge?.(live);
  return (
    <Show when={waiting?.()}>
      {(number) => (
        <span class="tone-amber tabular rounded-full bg-tone-soft px-1.5 text-small leading-4.5 font-semibold text-tone-ink">
          {formatNumber(number())}
          <span class="sr-only"> waiting</span>
        </span>
      )}
    </Show>
  );
};

/** The tabs in the top bar, on a wide screen. */
export const TopTabs = (props: TabsProps): JSX.Element => {
  const live = useLive();
  const current = useCurrent(() => props.tabs);
  const hrefOf = useHrefOf();
  return (
    <nav aria-label="Places" class="hidden h-full min-w-0 items-stretch gap-0.5 overflow-x-auto lg:flex">
      <For each={props.tabs}>
        {(screen) => (
          <a
            href={hrefOf(screen, props.tabs)}
            aria-current={current() === screen.segment ? 'page' : undefined}
            class="focus-inset relative flex items-center gap-1.5 rounded-control px-2.5 text-row font-medium whitespace-nowrap text-muted no-underline hover:text-ink aria-[current]:text-ink aria-[current]:after:absolute aria-[current]:after:inset-x-2 aria-[current]:after:bottom-0 aria-[current]:after:h-0.5 aria-[current]:after:rounded-full aria-[current]:after:bg-accent"
          >
            <Dynamic
              component={screen.icon}
              size={16}
              class={cls('flex-none', current() === screen.segment && 'text-accent')}
            />
            {screen.label(live)}
            <Badge screen={screen} />
          </a>
        )}
      </For>
    </nav>
  );
};

const most = 5;

/** The same at the thumb, on a narrow one. */
export const BottomTabs = (props: TabsProps): JSX.Element => {
  const live = useLive();
  const current = useCurrent(() => props.tabs);
  const hrefOf = useHrefOf();
  const navigate = useNavigate();
  const shown = createMemo(() => (props.tabs.length > most ? props.tabs.slice(0, most - 1) : props.tabs));
  const more = createMemo(() => props.tabs.slice(shown().length));
  const face =
    'focus-inset relative flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 px-1 text-small font-medium text-muted no-underline aria-[current]:text-accent';
  return (
    <Show when={props.tabs.length > 1}>
      <nav
        aria-label="Places"
        class="flex flex-none border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        <For each={shown()}>
          {(screen) => (
            <a
              href={hrefOf(screen, props.tabs)}
              aria-current={current() === screen.segment ? 'page' : undefined}
              class={face}
            >
              <Dynamic component={screen.icon} size={20} />
              <span class="max-w-full truncate">{screen.label(live)}</span>
              <span class="absolute top-1 left-1/2 translate-x-1.5 empty:hidden">
                <Badge screen={screen} />
              </span>
            </a>
          )}
        </For>
        <Show when={more().length > 0}>
          <Menu
            label="More places"
            tip={false}
            placement="top-end"
            class={face}
            items={more().map((screen) => ({
              label: screen.label(live),
              icon: screen.icon,
              checked: current() === screen.segment,
              run: () => navigate(hrefOf(screen, props.tabs)),
            }))}
          >
            <Ellipsis size={20} />
            <span>More</span>
          </Menu>
        </Show>
      </nav>
    </Show>
  );
};
