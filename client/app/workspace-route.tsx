import { useParams } from '@solidjs/router';
import MapPinOff from 'lucide-solid/icons/map-pin-off';
import { Match, Show, Switch, createMemo, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { EmptyState } from '#client/components/empty-state.tsx';
import { useLive } from '#client/live/live-context.tsx';
import { usePageTitle } from '#client/lib/page-title.ts';
import { screenAt, screens } from './screens.tsx';
import { ScreenSkeleton } from './shell-skeleton.tsx';
import { useWorkspace } from '#client/lib/workspace-context.tsx';

/** Shows what the address names: a screen, or a location on the screen that shows one. */
export const WorkspaceRoute = (): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const params = useParams<{ segment?: string; id?: string }>();
  const mine = createMemo(() => screens.filter((screen) => screen.may(live)));
  /** Everyone has an account: with nothing else there is no place to go to. */
  const places = createMemo(() => mine().filter(({ tab }) => tab !== false));
  const screen = createMemo(() => screenAt(params.segment ?? '', mine(), workspace.location() !== null));
  usePageTitle(() => [workspace.location()?.name ?? screen()?.label(live), live.me()?.tenant.name]);
  return (
    <Switch>
      <Match when={screen()}>{(found) => <Dynamic component={found().component} id={params.id ?? null} />}</Match>
      <Match when={!live.me() || !workspace.locationsReady()}>
        <ScreenSkeleton />
      </Match>
      <Match when={!screen()}>
        <EmptyState
          icon={MapPinOff}
          alone
          title={places().length > 0 ? 'There is nothing here' : 'Nothing is shared with you yet'}
          action={
            <Show when={places().length > 0}>
              <a class="button button-secondary" href={workspace.href()}>
                Go to {places()[0]?.label(live).toLowerCase()}
              </a>
            </Show>
          }
        >
          {places().length > 0
            ? 'The address may be misspelt, or you don’t have access to it.'
            : 'Ask an admin of your franchise to give you a clinic or a role.'}
        </EmptyState>
      </Match>
    </Switch>
  );
};
