import { useNavigate } from '@solidjs/router';
import History from 'lucide-solid/icons/rotate-ccw-clock';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import Keyboard from 'lucide-solid/icons/keyboard';
import LogOut from 'lucide-solid/icons/log-out';
import Undo2 from 'lucide-solid/icons/undo-2';
import UserRound from 'lucide-solid/icons/user-round';
import { For, Show, Suspense, createMemo, createSignal, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { roleLabels } from '#shared/actor.ts';
import type { Profile } from '#shared/protocol.ts';
import { Avatar } from '#client/components/avatar.tsx';
import { Button } from '#client/components/button.tsx';
import { showUnsaved, unsaved } from '#client/records/changes/unsaved.ts';
import { accountSegment } from './account/account-segment.ts';
import { ConnectionChip } from './connection-chip.tsx';
import { IconButton } from '#client/components/icon-button.tsx';
import { keyNames } from '#client/components/key-hint.tsx';
import { late } from '#client/components/late.tsx';
import { FailedDialog, lateDialog } from '#client/components/late-dialog.tsx';
import { Logo } from '#client/components/logo.tsx';
import { Menu } from '#client/components/menu.tsx';
import { themeItems } from '#client/components/theme-toggle.tsx';
import { initialsOf } from '#client/lib/format.ts';
import { whenIdle } from '#client/lib/when-idle.ts';
import { useLive } from '#client/live/live-context.tsx';
import { topBarItems } from '#client/modules/index.ts';
import type { Screen } from '#client/records/screen.ts';
import type { UndoStep } from '#client/store/undo-steps.ts';
import { useWorkspace } from '#client/lib/workspace-context.tsx';
import { LocationSwitcher } from './location-switcher.tsx';
import { createSignOut } from './sign-out.ts';
import { TopTabs } from './tabs.tsx';

const MessageLog = lateDialog(async () => (await import('./message-log.tsx')).MessageLog);
whenIdle(MessageLog.preload);
const SignOutDialog = late(
  async () => (await import('./sign-out-dialog.tsx')).SignOutDialog,
  (props) => (
    <FailedDialog open={props.of.asking()} onClose={props.of.cancel} busy={props.busy} onRetry={props.onRetry} />
  ),
);
whenIdle(SignOutDialog.preload);

const undoLabel = (last: UndoStep | null): string => {
  if (!last) return 'Nothing to undo';
  return last.why === null ? `Undo: ${last.label}` : `Cannot be undone: ${last.label}`;
};

type TopBarProps = { me: Profile; tabs: readonly Screen[]; onHelp: () => void; onUndo: () => void };

export const TopBar = (props: TopBarProps): JSX.Element => {
  const live = useLive();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const signOut = createSignOut(live);
  const hasAsked = createMemo((had: boolean) => had || signOut.asking(), false);
  const { last } = live.undo;
  const hasActed = createMemo<boolean>((before) => before || last() !== null, false);
  /** Null until it is asked for; it stays while its dialog closes, which would lose the focus with it. */
  const [log, setLog] = createSignal<boolean | null>(null);
  return (
    <header class="flex h-13 flex-none items-center gap-2 border-b border-line bg-surface px-3 sm:px-4 lg:gap-4">
      <a
        href={workspace.href()}
        class="flex min-w-7 items-center gap-2 rounded-control no-underline touch:min-h-11 touch:min-w-11 lg:flex-none"
        aria-label={`${props.me.tenant.name}, front page`}
      >
        <Logo />
        <span class="truncate font-semibold">{props.me.tenant.name}</span>
      </a>
      <TopTabs tabs={props.tabs} />
      <div class="ml-auto flex min-w-0 flex-none items-center gap-1.5 max-sm:max-w-[62%] sm:gap-2">
        {/* It stays once it is there: it would take the focus with it. */}
        <Show when={hasActed()}>
          <IconButton
            icon={Undo2}
            label={undoLabel(last())}
            keys={keyNames('Mod+z').join('+')}
            small
            class="max-sm:hidden"
            onClick={() => props.onUndo()}
          />
        </Show>
        <Show when={props.tabs.some((tab) => tab.byLocation)}>
          <LocationSwitcher me={props.me} />
        </Show>
        <Show when={unsaved().length > 0}>
          <Button small icon={CircleAlert} class="text-danger" onClick={showUnsaved}>
            {unsaved().length} <span class="max-sm:sr-only">not saved</span>
          </Button>
        </Show>
        <For each={topBarItems}>{(item) => <Dynamic component={item} />}</For>
        <ConnectionChip
          state={live.state()}
          staleSince={live.staleSince()}
          unsent={live.unsent()}
          compact={unsaved().length > 0}
        />
        <Menu
          label={`${initialsOf(props.me.name)}: my menu, ${props.me.name}`}
          tip={false}
          class="rounded-full touch:-mr-2 touch:p-2"
          heading={
            <>
              <div class="truncate text-row font-semibold">{props.me.name}</div>
              <div class="truncate text-small text-muted">{props.me.email}</div>
              <div class="text-small text-faint">
                {roleLabels[props.me.role]} · {props.me.tenant.name}
              </div>
            </>
          }
          items={[
            { label: 'My account', icon: UserRound, run: () => navigate(workspace.href(accountSegment)) },
            'line',
            ...themeItems(),
            'line',
            { label: 'Recent messages', icon: History, run: () => setLog(true) },
            { label: 'Keyboard shortcuts', icon: Keyboard, keys: '?', run: () => props.onHelp() },
            'line',
            { label: 'Sign out', icon: LogOut, run: signOut.begin },
          ]}
        >
          <Avatar person={props.me} />
        </Menu>
      </div>
      <Show when={log() !== null}>
        <Suspense>
          <MessageLog open={log() === true} onClose={() => setLog(false)} />
        </Suspense>
      </Show>
      <Show when={hasAsked()}>
        <SignOutDialog of={signOut} />
      </Show>
    </header>
  );
};
